package io.backflow.jobs.window;

import io.backflow.model.MinibatchRow;

/**
 * Past windows that are trained once more beside the new ones of a minibatch, and what is kept of the new ones to be
 * replayed later. They count like the new ones in the gradient, and nowhere else.
 */
public interface Replay {

    /** No window is replayed, and none is kept. */
    Replay NONE = new Replay() {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public MinibatchRow window(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public long maskKey(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public void trained(int index, float factor) {}

        @Override
        public boolean offer(int b) {
            return false;
        }

        @Override
        public void keep(int b, MinibatchRow window) {}
    };

    /** How many windows are replayed. */
    int size();

    /** The window to replay at {@code index}. */
    MinibatchRow window(int index);

    /** What its dropout masks are drawn from, beside the network's seed: another each time. */
    long maskKey(int index);

    /** Notes that the window at {@code index} counted {@code factor} times: 1, less, or not at all. */
    void trained(int index, float factor);

    /** Whether the new window of the minibatch's sequence {@code b} is kept; {@link #keep} follows where it is. */
    boolean offer(int b);

    /** Keeps the new window of sequence {@code b}. */
    void keep(int b, MinibatchRow window);
}
