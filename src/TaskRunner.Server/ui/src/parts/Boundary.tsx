import { Component, type ReactNode } from 'react';
import { Failed } from './Failed';

interface Props {
  /** Where the reader is: going elsewhere is another try. */
  place: string;
  children: ReactNode;
}

/** A page that breaks says so in its place; the rest of the shell stays usable. */
export class Boundary extends Component<Props, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate(before: Props) {
    if (before.place !== this.props.place && this.state.error !== null) {
      this.setState({ error: null });
    }
  }

  override render() {
    return this.state.error === null ? this.props.children : <Failed error={this.state.error} again={() => location.reload()} />;
  }
}
