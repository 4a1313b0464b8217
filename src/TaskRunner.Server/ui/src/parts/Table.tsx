import type { ReactNode } from 'react';

interface Props {
  /** What stands over the columns; what is not there makes none. */
  heads: (string | false)[];
  /** The rows. */
  children: ReactNode;
}

export function Table({ heads, children }: Props) {
  return (
    <table className="plain">
      <thead>
        <tr>
          {heads
            .filter((head) => head !== false)
            .map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
