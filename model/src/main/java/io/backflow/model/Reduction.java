package io.backflow.model;

/** How summed losses become the loss that is minimised. The learning rate and the clip threshold are tied to it. */
public enum Reduction {
    /** Mean over unmasked steps: the summed loss over the sum of the weights (Keras). */
    MEAN {
        @Override
        public double divisor(double weightSum, long sequences) {
            return weightSum;
        }
    },
    /** Sum over time, mean over the batch: the summed loss over the number of windows (TensorFlow's PTB tutorial). */
    SUM_OVER_TIME {
        @Override
        public double divisor(double weightSum, long sequences) {
            return sequences;
        }
    };

    /** What a summed loss or gradient is divided by; 0 where nothing was summed. */
    public abstract double divisor(double weightSum, long sequences);
}
