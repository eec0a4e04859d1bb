package io.backflow.jobs.infer;

import io.backflow.jobs.config.JobConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A configuration for a table that is to become a topic of JSON, as {@code init} makes one for the topic. */
public final class DraftedTable {

    private static final String MARKS = ", \"" + Marks.WEIGHT + "\": 1, \"" + Marks.END + "\": false}";

    private DraftedTable() {}

    /**
     * The configuration for {@code rows}; where no column names a sequence, all rows are one, which the records' key
     * names.
     *
     * @param rows some from the table's beginning
     * @param document a row as a JSON object
     * @param name of the only sequence, where no column names one
     * @param wanted what the user says
     * @throws InferenceException where the rows say too little
     */
    public static <T> JobConfig of(
            List<T> rows, Function<T, byte[]> document, String name, Wanted wanted, TopicPlace place) {
        try {
            return of(rows, document, (byte[]) null, wanted, place);
        } catch (InferenceException e) {
            if (!wanted.sequence().isEmpty()) {
                throw e;
            }
            return of(rows, document, name.getBytes(StandardCharsets.UTF_8), wanted, place);
        }
    }

    private static <T> JobConfig of(
            List<T> rows, Function<T, byte[]> document, byte @Nullable [] key, Wanted wanted, TopicPlace place) {
        List<Sampled> sample = rows.stream()
                .map(row -> new Sampled(0, System.currentTimeMillis(), key, marked(document.apply(row)), Map.of()))
                .toList();
        return JobConfig.parse(DraftedConfig.of(sample, wanted, place).yaml());
    }

    private static byte[] marked(byte[] object) {
        String text = new String(object, StandardCharsets.UTF_8);
        return (text.substring(0, text.length() - 1) + MARKS).getBytes(StandardCharsets.UTF_8);
    }
}
