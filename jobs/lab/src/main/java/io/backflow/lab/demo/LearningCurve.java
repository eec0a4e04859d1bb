package io.backflow.lab.demo;

import io.backflow.jobs.publish.ModelVersion;
import io.backflow.lab.forecast.VersionSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Follows the published versions: judges the one that ends each epoch, and keeps the one that does best on the
 * validation storms. Not thread-safe.
 */
final class LearningCurve {

    /**
     * The model at the end of an epoch.
     *
     * @param epoch from 1
     * @param model the version
     * @param train its error on the training storms
     * @param validation its error on the validation storms
     */
    record Point(int epoch, ModelVersion model, double train, double validation) {}

    private final double weightPerEpoch;
    private final ToDoubleFunction<float[]> train;
    private final VersionSelector selector;
    private final List<Point> points = new ArrayList<>();

    /**
     * @param weightPerEpoch sum of the weights of the steps that an epoch learns from
     * @param train error of a parameter vector on the training storms
     * @param validation error of a parameter vector on the validation storms
     */
    LearningCurve(double weightPerEpoch, ToDoubleFunction<float[]> train, ToDoubleFunction<float[]> validation) {
        this.weightPerEpoch = weightPerEpoch;
        this.train = train;
        selector = new VersionSelector(validation);
    }

    /** Takes the next version; answers with a point where it is the first that has learnt from another whole epoch. */
    Optional<Point> follow(ModelVersion model) {
        int learnt = (int) Math.floor(model.totals().weightSum() / weightPerEpoch + 1e-9);
        if (learnt <= epochs()) {
            return Optional.empty();
        }
        Point point = new Point(learnt, model, train.applyAsDouble(model.values()), selector.accept(model));
        points.add(point);
        return Optional.of(point);
    }

    /** Whole epochs that the last point has learnt from. */
    int epochs() {
        return points.isEmpty() ? 0 : points.get(points.size() - 1).epoch();
    }

    /** Timesteps that went into the last point. */
    long stepsTrained() {
        return points.isEmpty()
                ? 0
                : points.get(points.size() - 1).model().totals().steps();
    }

    List<Point> points() {
        return List.copyOf(points);
    }

    /** The point with the least validation error, the earliest of equals. */
    Point best() {
        if (points.isEmpty()) {
            throw new IllegalStateException(
                    "no epoch has ended: no published version has learnt from " + weightPerEpoch + " steps");
        }
        ModelVersion best = selector.best();
        return points.stream()
                .filter(point -> point.model().equals(best))
                .findFirst()
                .orElseThrow();
    }
}
