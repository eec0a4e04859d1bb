package io.backflow.jobs.evaluate;

/** Squared and absolute errors of one kind of forecast, in units of each column's deviation. Not thread-safe. */
final class ErrorSums {

    private final String name;
    private final double[] squares;
    private final double[] sizes;

    ErrorSums(String name, int width) {
        this.name = name;
        squares = new double[width];
        sizes = new double[width];
    }

    void add(int column, double error) {
        squares[column] += error * error;
        sizes[column] += Math.abs(error);
    }

    /**
     * The means.
     *
     * @param counts how many errors of each column were added
     */
    Evaluated.Method means(long[] counts) {
        double[] mse = new double[squares.length];
        double[] mae = new double[squares.length];
        double meanSquare = 0;
        double meanSize = 0;
        int columns = 0;
        for (int c = 0; c < mse.length; c++) {
            mse[c] = squares[c] / counts[c];
            mae[c] = sizes[c] / counts[c];
            if (counts[c] > 0) {
                columns++;
                meanSquare += mse[c];
                meanSize += mae[c];
            }
        }
        return new Evaluated.Method(name, meanSquare / columns, meanSize / columns, mse, mae);
    }
}
