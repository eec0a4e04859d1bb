package io.backflow.lab.simulate;

/** What is learnt in place of a network: to say {@link #truth} of an input. Parameters are those that carry no mark. */
sealed interface Problem permits Regression, TwoLayers {

    /** Width of an input. */
    int features();

    /** What there is to learn, without noise. */
    double truth(float[] x);

    /**
     * One sample's loss, {@code L = (y' - y)^2 / 2}.
     *
     * @param gradient to which its derivative by the parameters is added; empty: it is not wanted
     */
    double learn(float[] x, float y, float[] parameters, float[] gradient);
}
