package io.backflow.jobs.evaluate;

/**
 * Nothing changes: {@code x(t+h) = x(t)}.
 *
 * @param ahead {@code h}
 * @param width columns
 */
record Persistence(int ahead, int width) implements Baseline {

    @Override
    public String name() {
        return "persistence";
    }

    @Override
    public void forecast(History history, double[] into) {
        for (int c = 0; c < width; c++) {
            into[c] = history.at(ahead, c);
        }
    }
}
