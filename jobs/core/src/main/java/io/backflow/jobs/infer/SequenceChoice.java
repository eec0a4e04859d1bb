package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What names the sequence of a record.
 *
 * @param paths whose values name it together
 */
record SequenceChoice(List<String> paths) {

    private static final String KEY = "$key";

    private static final Pattern NAME = Pattern.compile(
            ".*(id|uuid|device|sensor|station|meter|machine|host|vehicle|asset|node|key|symbol|user|account|plant|site"
                    + "|channel|instance|pump|customer|item|sku|series|name|source)");

    /** The sequence of {@code document}; null where a part is absent. */
    @Nullable
    String of(Document document) {
        StringBuilder id = new StringBuilder();
        for (String path : paths) {
            String part = part(document, path);
            if (part == null) {
                return null;
            }
            id.append(id.isEmpty() ? "" : "/").append(part);
        }
        return id.toString();
    }

    private static @Nullable String part(Document document, String path) {
        if (path.equals(KEY)) {
            byte[] key = document.record().key();
            return key == null ? null : new String(key, StandardCharsets.UTF_8);
        }
        JsonNode value = document.parts().get(path);
        return value == null || value.isNull() ? null : value.asText();
    }

    /**
     * Chooses among {@code fields}: a part that is the record's key, one whose name says that it names something, the
     * key, or the text with the most values that come again. Where it has two
     * records of one time, another part is added that distinguishes them.
     */
    static SequenceChoice of(List<Document> documents, List<FieldStatistics> fields, TimeChoice time) {
        List<String> candidates = candidates(documents, fields, time);
        if (candidates.isEmpty()) {
            throw new InferenceException("no part of the records names a sequence, such as a device, and they have no"
                    + " key; give its path with --sequence");
        }
        SequenceChoice first = new SequenceChoice(List.of(candidates.get(0)));
        long repeated = repeated(documents, first, time);
        for (String other : candidates.subList(1, candidates.size())) {
            SequenceChoice both = new SequenceChoice(List.of(candidates.get(0), other));
            if (repeated > documents.size() / 20 && repeated(documents, both, time) * 10 < repeated) {
                return both;
            }
        }
        return first;
    }

    private static List<String> candidates(List<Document> documents, List<FieldStatistics> fields, TimeChoice time) {
        boolean keyed =
                documents.stream().allMatch(document -> isText(document.record().key()));
        List<FieldStatistics> usable = fields.stream()
                .filter(field -> !field.path.equals(time.path()) && field.values() == documents.size())
                .filter(field -> field.isText() || field.isWhole() && named(field))
                .filter(field -> field.distinct() == 1 || 2L * field.distinct() <= documents.size())
                .toList();
        SequenceChoice key = new SequenceChoice(List.of(KEY));
        List<String> candidates = new ArrayList<>();
        if (keyed) {
            usable.stream()
                    .filter(field -> documents.stream()
                            .allMatch(d -> Objects.equals(key.of(d), new SequenceChoice(List.of(field.path)).of(d))))
                    .forEach(field -> candidates.add(field.path));
        }
        usable.stream()
                .filter(field -> named(field) && field.distinct() > 1)
                .sorted(Comparator.comparingInt(FieldStatistics::distinct).reversed())
                .forEach(field -> candidates.add(field.path));
        Set<String> keys = documents.stream().map(key::of).collect(Collectors.toSet());
        if (keyed && (keys.size() == 1 || 2L * keys.size() <= documents.size())) {
            candidates.add(KEY);
        }
        usable.stream()
                .filter(field -> field.isText() && field.distinct() > 1)
                .sorted(Comparator.comparingInt(FieldStatistics::distinct).reversed())
                .forEach(field -> candidates.add(field.path));
        usable.stream().filter(FieldStatistics::isText).forEach(field -> candidates.add(field.path));
        return candidates.stream().distinct().toList();
    }

    private static boolean named(FieldStatistics field) {
        return NAME.matcher(field.name()).matches();
    }

    private static boolean isText(byte @Nullable [] key) {
        if (key == null || key.length == 0 || key.length > 256) {
            return false;
        }
        return new String(key, StandardCharsets.UTF_8).chars().noneMatch(c -> c < ' ' || c == 0xFFFD);
    }

    /** Records whose sequence and time another one has too. */
    private static long repeated(List<Document> documents, SequenceChoice sequence, TimeChoice time) {
        Set<String> seen = new HashSet<>();
        return documents.stream()
                .filter(d -> !seen.add(sequence.of(d) + "@" + time.millis().applyAsLong(d)))
                .count();
    }
}
