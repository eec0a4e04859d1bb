package io.backflow.jobs.evaluate;

import java.util.List;

/**
 * How forecasts of one step ahead came out, all on the same truths. Errors are in units of each column's deviation.
 *
 * @param stepsAhead how many steps after the newest known one the truth was
 * @param forecasts truths with which all forecasts were compared
 * @param deviation the unit of each column
 * @param counts numbers of each column that were compared
 * @param methods the forecasts, in the order in which they were asked
 */
public record Evaluated(int stepsAhead, long forecasts, double[] deviation, long[] counts, List<Method> methods) {

    /**
     * How one kind of forecast came out.
     *
     * @param name such as {@code persistence}
     * @param mse mean squared error, the mean over columns
     * @param mae mean absolute error, the mean over columns
     * @param columnMse mean squared error of each column
     * @param columnMae mean absolute error of each column
     */
    public record Method(String name, double mse, double mae, double[] columnMse, double[] columnMae) {}
}
