package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sample of records says of its topic.
 *
 * @param records of the sample
 * @param read how many of them are of the format
 * @param format what the bytes are
 * @param sequence what names a sequence
 * @param time the event time
 * @param rhythm how steps follow one another
 * @param features inputs, in the order of the columns
 * @param unused the other parts by path, with the reason
 * @param missing whether features are missing in some records
 * @param marks what the records say of how they are learnt from
 */
record Inference(
        long records,
        long read,
        SampleFormat format,
        SequenceChoice sequence,
        TimeChoice time,
        Rhythm rhythm,
        List<FeatureChoice> features,
        Map<String, String> unused,
        boolean missing,
        Marks marks) {

    /** Share of the records that are of the format at least. */
    private static final double LEAST_READ = 0.5;

    /** From {@code sample}, in the order of arrival, with what {@code wanted} says itself. */
    static Inference of(List<Sampled> sample, Wanted wanted, List<SampleFormat> formats) {
        List<Document> documents = List.of();
        SampleFormat format = null;
        for (SampleFormat candidate : formats) {
            List<Document> read = documents(sample, candidate);
            if (read.size() > documents.size()) {
                documents = read;
                format = candidate;
            }
        }
        if (format == null || documents.size() < LEAST_READ * sample.size()) {
            throw new InferenceException("most of the " + Scalars.count(sample.size()) + " sampled records are neither"
                    + " JSON objects nor lines of separated values"
                    + (wanted.registry() == null
                            ? "; where they are Avro with a schema registry, give its address with --registry"
                            : " nor Avro whose schemas are in "
                                    + wanted.registry().url())
                    + "; see docs/formats.md");
        }
        return of(sample.size(), documents, format, wanted);
    }

    private static List<Document> documents(List<Sampled> sample, SampleFormat format) {
        List<Document> documents = new ArrayList<>();
        for (Sampled record : sample) {
            format.parts(record).ifPresent(parts -> documents.add(new Document(record, parts)));
        }
        return documents;
    }

    private static Inference of(long records, List<Document> documents, SampleFormat format, Wanted wanted) {
        Map<String, FieldStatistics> fields = statistics(documents);
        TimeChoice time = time(documents, fields, wanted);
        SequenceChoice sequence = wanted.sequence().isEmpty()
                ? SequenceChoice.of(documents, List.copyOf(fields.values()), time)
                : new SequenceChoice(wanted.sequence());
        List<FeatureChoice> features = new ArrayList<>();
        Map<String, String> unused = new LinkedHashMap<>();
        boolean missing = false;
        Marks marks = Marks.of(fields);
        for (FieldStatistics field : fields.values()) {
            if (field.path.equals(time.path()) || sequence.paths().contains(field.path) || marks.contains(field.path)) {
                continue;
            }
            FeatureChoice.Choice choice = FeatureChoice.counts(field, documents, sequence)
                    ? new FeatureChoice.Choice(Optional.empty(), "counts the records of a sequence")
                    : FeatureChoice.of(field, documents.size(), format.textNumbers());
            choice.feature().ifPresentOrElse(features::add, () -> unused.put(field.path, choice.why()));
            missing |= choice.feature().isPresent() && field.values() < documents.size();
        }
        if (features.stream().noneMatch(FeatureChoice::forecast)) {
            throw new InferenceException(
                    "no part of the records is a number that changes; there is nothing to forecast");
        }
        Rhythm rhythm = Rhythm.of(documents, sequence, time);
        return new Inference(
                records, documents.size(), format, sequence, time, rhythm, features, unused, missing, marks);
    }

    private static Map<String, FieldStatistics> statistics(List<Document> documents) {
        Map<String, FieldStatistics> fields = new LinkedHashMap<>();
        for (Document document : documents) {
            for (Map.Entry<String, JsonNode> part : document.parts().entrySet()) {
                fields.computeIfAbsent(part.getKey(), FieldStatistics::new).add(part.getValue());
            }
        }
        return fields;
    }

    private static TimeChoice time(List<Document> documents, Map<String, FieldStatistics> fields, Wanted wanted) {
        String path = wanted.time();
        if (path != null && path.equals(TimeChoice.ofKafka().path())) {
            return TimeChoice.ofKafka();
        }
        if (path != null) {
            return Optional.ofNullable(fields.get(path))
                    .flatMap(TimeChoice::of)
                    .orElseThrow(() -> new InferenceException("--time is " + path
                            + ", but its values are no times that are known; see docs/formats.md for patterns"));
        }
        return fields.values().stream()
                .filter(field -> field.values() == documents.size())
                .flatMap(field -> TimeChoice.of(field).stream())
                .max(Comparator.comparing(TimeChoice::named))
                .orElseGet(TimeChoice::ofKafka);
    }

    /** Columns of the features. */
    int columns() {
        return features.stream().mapToInt(FeatureChoice::columns).sum();
    }

    /** Indices of the columns that are forecast. */
    List<Integer> forecast() {
        List<Integer> columns = new ArrayList<>();
        int from = 0;
        for (FeatureChoice feature : features) {
            for (int i = from; feature.forecast() && i < from + feature.columns(); i++) {
                columns.add(i);
            }
            from += feature.columns();
        }
        return columns;
    }
}
