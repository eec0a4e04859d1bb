package io.backflow.lab.growth;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A line through the logarithms: y grows as x to the power of {@code exponent}.
 *
 * @param factor y at x = 1
 */
public record PowerFit(double exponent, double factor) {

    /** Through {@code points} that are above 0 both ways, by least squares. NaN where all have the same x. */
    static <T> PowerFit of(List<T> points, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
        double meanX = points.stream()
                .mapToDouble(p -> Math.log(x.applyAsDouble(p)))
                .average()
                .orElseThrow();
        double meanY = points.stream()
                .mapToDouble(p -> Math.log(y.applyAsDouble(p)))
                .average()
                .orElseThrow();
        double product = 0;
        double square = 0;
        for (T point : points) {
            double dx = Math.log(x.applyAsDouble(point)) - meanX;
            product += dx * (Math.log(y.applyAsDouble(point)) - meanY);
            square += dx * dx;
        }
        double exponent = product / square;
        return new PowerFit(exponent, Math.exp(meanY - exponent * meanX));
    }
}
