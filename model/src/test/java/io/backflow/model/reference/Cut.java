package io.backflow.model.reference;

import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A batch of whole sequences, fed in parts: those between neighbouring {@code borders}, from 0 to its length. */
record Cut(ModelSpec spec, Minibatch whole, List<Integer> borders) {

    static Cut random(ModelSpec spec, Minibatch whole, Random random) {
        List<Integer> borders = new ArrayList<>(List.of(0));
        for (int t = 1; t < whole.time(); t++) {
            if (random.nextInt(2) == 0) {
                borders.add(t);
            }
        }
        borders.add(whole.time());
        return new Cut(spec, whole, borders);
    }

    int parts() {
        return borders.size() - 1;
    }

    /** Fills {@code part} with part {@code index}, starting from {@code state [B, S]}. */
    void fill(int index, Minibatch part, float[] state) {
        int from = borders.get(index);
        int n = whole.batch();
        int time = borders.get(index + 1) - from;
        part.reset(time, n);
        copy(
                whole.inputs(),
                from,
                part.inputs(),
                time,
                whole.tokens().length > 0 ? 0 : spec.input().width());
        copy(whole.targets(), from, part.targets(), time, spec.head().targetWidth());
        copy(whole.weights(), from, part.weights(), time, 1);
        if (whole.tokens().length > 0) {
            System.arraycopy(whole.tokens(), from * n, part.tokens(), 0, time * n);
        }
        if (whole.labels().length > 0) {
            System.arraycopy(whole.labels(), from * n, part.labels(), 0, time * n);
        }
        for (int b = 0; b < n; b++) {
            part.lengths()[b] = Math.max(0, Math.min(time, whole.lengths()[b] - from));
        }
        System.arraycopy(state, 0, part.initialState(), 0, n * spec.stateSize());
    }

    private void copy(float[] source, int from, float[] into, int time, int width) {
        int row = whole.batch() * width;
        System.arraycopy(source, from * row, into, 0, time * row);
    }
}
