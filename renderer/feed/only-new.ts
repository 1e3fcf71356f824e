/**
 * Passes on what is not the same as before. React keeps every state that it is set to, even one
 * that changes nothing, until that component is rendered for another reason; what is told with
 * every frame would pile up there for as long as the figures stay the same.
 */
export function onlyNew<T>(
  tell: (value: T) => void,
  isSame: (before: T, now: T) => boolean = Object.is,
): (value: T) => void {
  let told: { readonly value: T } | null = null;
  return (value) => {
    if (told !== null && isSame(told.value, value)) return;
    told = { value };
    tell(value);
  };
}
