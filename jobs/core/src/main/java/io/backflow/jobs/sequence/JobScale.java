package io.backflow.jobs.sequence;

/** How features are scaled of steps that have no scale of their own: always alike, or by the parameters in use. */
public sealed interface JobScale permits FeatureScale, MovingScale {

    /** The scale at present. */
    FeatureScale now();

    /** Whether it is known at all. */
    default boolean known() {
        return true;
    }

    /** Takes over what {@code parameters} say of it, where they do. */
    default void load(float[] parameters) {}

    /** {@code step}, whose scale stays what it is at present, whichever parameters are loaded later. */
    default Step pinned(Step step) {
        return step;
    }
}
