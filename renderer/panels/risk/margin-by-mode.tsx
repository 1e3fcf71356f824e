/** Margin by mode of the account that is looked at, in a panel of its own. */
import { useScalar } from '../../feed/hooks.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { ModesBody } from '../margin/modes.tsx';
import { useLate } from './use-rows.ts';
import './risk.css';

export function MarginByMode() {
  const subaccount = useDesk((state) => state.subaccount);
  const isSignedIn = useScalar('signedIn') !== null;
  const late = useLate();
  const head = (
    <>
      <h2>Margin by mode</h2>
      <b>{subaccount}</b>
      <span className="muted">now, and as if all positions were in another mode</span>
    </>
  );
  return (
    <Panel area="modes" name="Margin by mode" head={head} late={late}>
      {isSignedIn && subaccount !== '' ? (
        <div className="modes modes-body stale-body">
          <ModesBody key={subaccount} subaccount={subaccount} />
        </div>
      ) : (
        <Empty title={isSignedIn ? 'No account is chosen' : 'Nobody has signed in'}>
          {isSignedIn
            ? 'Choose one in the lists around.'
            : 'Regimes are compared for who signed in.'}
        </Empty>
      )}
    </Panel>
  );
}
