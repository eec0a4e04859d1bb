package io.backflow.model.horizon;

import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.ModelSpec;

/** How much online learning keeps a sequence, and which models it refuses. */
public final class OnlineLimits {

    private OnlineLimits() {}

    /** Bytes of influence that one sequence's state takes. */
    public static long bytes(ModelSpec spec, OnlineMethod method) {
        long floats = 0;
        for (int l = 0; l < spec.layers().size(); l++) {
            floats += Influence.floats(LayerShape.of(spec, l), method);
        }
        return floats * Float.BYTES;
    }

    /** Refuses a model that cannot be learnt online within {@code maxBytes} a sequence, with the number. */
    public static void check(ModelSpec spec, OnlineMethod method, long maxBytes) {
        if (spec.input() instanceof InputSpec.Tokens) {
            throw new IllegalArgumentException(
                    "horizon.type is online, but model.input.type is tokens; the influence of"
                            + " an embedding is not carried, use features or another horizon");
        }
        boolean spreads = spec.layers().stream().anyMatch(l -> l instanceof LayerSpec.Gru gru && !gru.resetAfter());
        if (method == OnlineMethod.SNAP1 && spreads) {
            throw new IllegalArgumentException("horizon.method is snap1, but a gru has reset_after: false, whose reset"
                    + " gate reaches all units in one step; set reset_after: true or method: rtrl");
        }
        long bytes = bytes(spec, method);
        long limit = Math.min(maxBytes, Integer.MAX_VALUE);
        if (bytes > limit) {
            throw new IllegalArgumentException("horizon.max_bytes_per_sequence is " + limit
                    + ", but the influence of this model's parameters on its state takes " + bytes
                    + " bytes a sequence; raise it, use fewer units, "
                    + (method == OnlineMethod.RTRL
                            ? "method: snap1 (" + bytes(spec, OnlineMethod.SNAP1) + " bytes), "
                            : "")
                    + "or another horizon");
        }
    }
}
