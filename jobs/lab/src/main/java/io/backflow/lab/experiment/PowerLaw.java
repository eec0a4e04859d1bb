package io.backflow.lab.experiment;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How one quantity grows with another: {@code y = factor · x^exponent}. Exponent 0: not at all, 1: in proportion.
 */
public record PowerLaw(double factor, double exponent) {

    /** Two quantities that were measured together, both above 0. */
    public record Point(double x, double y) {}

    /** The law nearest to {@code points} by least squares of the logarithms; none where all have the same x. */
    public static Optional<PowerLaw> nearest(List<Point> points) {
        double x = mean(points, point -> Math.log(point.x()));
        double y = mean(points, point -> Math.log(point.y()));
        double covariance = 0;
        double variance = 0;
        for (Point point : points) {
            double dx = Math.log(point.x()) - x;
            covariance += dx * (Math.log(point.y()) - y);
            variance += dx * dx;
        }
        if (!(variance > 0)) {
            return Optional.empty();
        }
        double exponent = covariance / variance;
        return Optional.of(new PowerLaw(Math.exp(y - exponent * x), exponent));
    }

    private static double mean(List<Point> points, ToDoubleFunction<Point> of) {
        return points.stream().mapToDouble(of).average().orElse(0);
    }

    /** The quantity where the other is {@code x}. */
    public double at(double x) {
        return factor * Math.pow(x, exponent);
    }
}
