package io.backflow.lab.experiment.ptb;

import io.backflow.jobs.sequence.Step;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A text as parallel streams: so many stretches of equal length, side by side, each a sequence whose next token is to
 * be predicted. What does not make a whole window is left out.
 *
 * @param text the tokens
 * @param streams how many stretches
 * @param window steps of a window
 */
record PtbStreams(int[] text, int streams, int window) {

    private static final long MILLIS = 1000;

    PtbStreams {
        if (windows(text, streams, window) < 1) {
            throw new IllegalArgumentException("a text of " + text.length + " tokens makes no window of " + window
                    + " steps in each of " + streams + " streams; give a longer text");
        }
    }

    private static int windows(int[] text, int streams, int window) {
        return (text.length / streams - 1) / window;
    }

    /** Windows of each stream. */
    int windows() {
        return windows(text, streams, window);
    }

    /** Steps of all streams. */
    long steps() {
        return (long) streams * windows() * window;
    }

    int token(int stream, int step) {
        return text[stream * (text.length / streams) + step];
    }

    /** Gives every step {@code epochs} times, those of all streams in turn; each epoch begins from zero states. */
    void send(int epochs, Consumer<Step> steps) {
        int length = windows() * window;
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int t = 0; t < length; t++) {
                for (int stream = 0; stream < streams; stream++) {
                    steps.accept(step(stream, t, (long) epoch * length + t, t == length - 1));
                }
            }
        }
    }

    private Step step(int stream, int t, long time, boolean last) {
        return new Step(
                String.format(Locale.ROOT, "%02d", stream),
                t,
                time * MILLIS,
                new float[] {},
                token(stream, t),
                null,
                token(stream, t + 1),
                1f,
                last);
    }
}
