/**
 * Our own rules for oxlint: who may import whom, and the arithmetic that the venue may not use
 * because its result may differ between machines or is not an integer-valued double.
 */
import path from 'node:path';

/** @typedef {Parameters<import('oxlint/plugins-dev').RuleTester['run']>[1]} Rule */

/**
 * The layers of core/, each with what it may import beside itself: a layer, or one file of it. The
 * arrows go one way; a new folder of core/ needs its line here.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const layers = {
  venue: [],
  journal: ['venue'],
  depth: ['venue'],
  projections: ['venue', 'journal'],
  sequencer: ['venue', 'journal'],
  feeds: ['venue/numbers.ts'],
  desk: ['venue', 'journal', 'projections', 'sequencer'],
  host: ['venue', 'journal', 'projections', 'sequencer', 'desk', 'feeds'],
  cli: ['venue', 'journal', 'projections', 'sequencer', 'desk', 'feeds', 'host'],
};

/** What no file of the core may import, by package: the core has no window. */
const windowPackages = ['electron', 'react', 'react-dom'];

/** All of the core that a window may know: what it and the core say to each other. */
const messages = ['core/desk/messages.ts', 'core/desk/port.ts', 'core/desk/desktop.ts'];

/** The folders of the core that Electron's processes wire together. */
const forElectron = ['desk', 'host'];

/** What lies outside core/ and may be read by it, except by the venue; and by tests. */
const outside = ['package.json', 'resources'];
const outsideForTests = [...outside, 'test', 'tools'];

/**
 * Why a file may not import something, or undefined where it may.
 *
 * @param {string} file path in the repository, with forward slashes
 * @param {string} specifier as the import names it
 * @returns {string | undefined}
 */
export function importFault(file, specifier) {
  const [top, layer = ''] = file.split('/');
  const isTest = /\.(test|conformance)\.tsx?$/.test(file) || file.includes('/testing/');
  if (top === 'renderer') return windowFault(file, specifier, isTest);
  if (top === 'electron') return electronFault(file, specifier);
  if (top !== 'core') return undefined;
  if (!specifier.startsWith('.')) {
    const name = specifier.split('/')[0] ?? '';
    if (windowPackages.includes(name)) return `core/ has no window and must not import ${name}`;
    if (layer !== 'venue' || isTest) return undefined;
    return 'core/venue imports nothing outside itself';
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const [targetTop = '', targetLayer = '', ...rest] = target.split('/');
  if (!isTest && target.includes('/testing/')) return `${file} is no test and imports ${target}`;
  if (targetTop !== 'core') {
    const readable = isTest ? outsideForTests : layer === 'venue' ? [] : outside;
    return readable.includes(targetTop) ? undefined : `core/${layer} must not import ${target}`;
  }
  const allowed = layers[layer];
  if (allowed === undefined) return `core/${layer} has no line in the table of layers`;
  const within = [targetLayer, ...rest].join('/');
  if (targetLayer === layer || allowed.includes(targetLayer) || allowed.includes(within)) {
    return undefined;
  }
  const list = allowed.length === 0 ? 'nothing' : `only ${allowed.join(', ')}`;
  return `core/${layer} may import ${list} beside itself, not ${target}`;
}

/**
 * Why a file of the renderer may not import something: it runs in a browser, and knows of the core
 * only the messages.
 *
 * @param {string} file
 * @param {string} specifier
 * @param {boolean} isTest
 * @returns {string | undefined}
 */
function windowFault(file, specifier, isTest) {
  if (!specifier.startsWith('.')) {
    const isOfNode = specifier.startsWith('node:') || specifier.split('/')[0] === 'electron';
    return isOfNode && !isTest ? `a window runs in a browser, without ${specifier}` : undefined;
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  if (!isTest && target.includes('/testing/')) return `${file} is no test and imports ${target}`;
  if (target.startsWith('renderer/') || messages.includes(target)) return undefined;
  return `renderer/ may import only ${messages.join(' and ')} beside itself, not ${target}`;
}

/**
 * Why a file of electron/ may not import something: it wires the host to the desk, and decides
 * nothing of the venue's.
 *
 * @param {string} file
 * @param {string} specifier
 * @returns {string | undefined}
 */
function electronFault(file, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const [top = '', layer = ''] = target.split('/');
  if (top === 'electron' || (top === 'core' && forElectron.includes(layer))) return undefined;
  return `electron/ may import only core/desk and core/host beside itself, not ${target}`;
}

/** @type {Rule} */
const layersRule = {
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    /** @param {{ value: string, range: [number, number] }} source */
    const check = (source) => {
      const message = importFault(file, source.value);
      if (message !== undefined) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ImportExpression: ({ source }) => {
        if (source.type === 'Literal' && typeof source.value === 'string') check(source);
      },
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: ({ source }) => {
        if (source !== null) check(source);
      },
    };
  },
};

/** What of Math has one exact result on every machine; the rest is approximated, or random. */
const exactMath = 'abs ceil clz32 floor imul max min round sign sqrt trunc'.split(' ');

/** @type {Rule} */
const exactArithmetic = {
  create(context) {
    const message = 'a power is approximated by the machine; multiply, or use a table';
    return {
      BinaryExpression(node) {
        if (node.operator === '**') context.report({ node, message });
      },
      AssignmentExpression(node) {
        if (node.operator === '**=') context.report({ node, message });
      },
      Identifier(node) {
        if (node.name !== 'Math') return;
        const { parent } = node;
        const name = parent.type === 'MemberExpression' && !parent.computed && parent.property.name;
        if (typeof name === 'string' && exactMath.includes(name)) return;
        context.report({ node, message: `of Math the venue uses only ${exactMath.join(', ')}` });
      },
    };
  },
};

/** @type {Rule} */
const noBigint = {
  create(context) {
    const message = 'BigInt belongs to conservation sums, reports, naive twins and tests';
    return {
      Literal(node) {
        if ('bigint' in node) context.report({ node, message });
      },
      CallExpression(node) {
        const { callee } = node;
        if (callee.type === 'Identifier' && callee.name === 'BigInt') {
          context.report({ node, message });
        }
      },
    };
  },
};

export default {
  meta: { name: 'bulkhead' },
  rules: { layers: layersRule, 'exact-arithmetic': exactArithmetic, 'no-bigint': noBigint },
};
