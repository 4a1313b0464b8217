/** What is wrong with a group as a whole, where no field of it could say it. */
export function GroupError({ error }: { error: string | undefined }) {
  return error === undefined ? null : (
    <p className="bad" data-invalid tabIndex={-1}>
      {error}
    </p>
  );
}
