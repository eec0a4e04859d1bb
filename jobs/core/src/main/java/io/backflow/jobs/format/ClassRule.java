package io.backflow.jobs.format;

import io.backflow.jobs.config.LabelField;
import io.backflow.jobs.sequence.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The class of a step. */
final class ClassRule {

    private final int slot;
    private final @Nullable Columns names;

    ClassRule(LabelField config, int slot) {
        this.slot = slot;
        List<String> categories = config.categories();
        names = categories == null ? null : Columns.Categories.of(slot, categories);
    }

    boolean isAbsent(Fields fields) {
        return fields.isAbsent(slot);
    }

    int of(Fields fields) throws RecordException {
        if (fields.isAbsent(slot)) {
            return Step.NONE;
        }
        long label = names == null ? fields.whole(slot) : names.token(fields);
        return (int) Math.max(Step.NONE, Math.min(Integer.MAX_VALUE, label));
    }
}
