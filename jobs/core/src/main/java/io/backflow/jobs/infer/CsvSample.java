package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lines of values. */
final class CsvSample implements SampleFormat {

    private static final char[] SEPARATORS = {',', ';', '\t', '|'};
    private static final char QUOTE = '"';

    private final char separator;
    private final int columns;
    private final List<String> header;

    private CsvSample(char separator, int columns, List<String> header) {
        this.separator = separator;
        this.columns = columns;
        this.header = header;
    }

    /** The format of most of {@code sample}, where that is lines of equally many values; the first may be a header. */
    static Optional<CsvSample> of(List<Sampled> sample) {
        CsvSample best = null;
        int most = 0;
        for (char separator : SEPARATORS) {
            Map<Integer, Long> counts = sample.stream()
                    .map(record -> split(record, separator).size())
                    .collect(Collectors.groupingBy(count -> count, Collectors.counting()));
            for (Map.Entry<Integer, Long> count : counts.entrySet()) {
                if (count.getKey() > 1 && 2 * count.getValue() > sample.size() && count.getKey() > most) {
                    most = count.getKey();
                    best = new CsvSample(separator, most, header(sample, separator));
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** The names in a line whose values are all texts, each another, where another line has numbers. */
    private static List<String> header(List<Sampled> sample, char separator) {
        for (Sampled record : sample) {
            List<String> names = split(record, separator);
            boolean named = names.stream().noneMatch(name -> name.isEmpty() || Numbers.isNumber(name));
            if (named && new HashSet<>(names).size() == names.size() && sample.size() > 1) {
                boolean numbers = sample.stream()
                        .flatMap(other -> split(other, separator).stream())
                        .anyMatch(Numbers::isNumber);
                boolean once = sample.stream()
                                .filter(other -> split(other, separator).equals(names))
                                .count()
                        <= sample.stream().map(Sampled::partition).distinct().count();
                if (numbers && once) {
                    return names;
                }
            }
        }
        return List.of();
    }

    private static List<String> split(Sampled record, char separator) {
        byte[] value = record.value();
        return value == null ? List.of() : split(new String(value, StandardCharsets.UTF_8).stripTrailing(), separator);
    }

    private static List<String> split(String line, char separator) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == QUOTE) {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return values;
    }

    @Override
    public Optional<Map<String, JsonNode>> parts(Sampled record) {
        List<String> values = split(record, separator);
        if (values.size() != columns || values.equals(header)) {
            return Optional.empty();
        }
        Map<String, JsonNode> parts = new LinkedHashMap<>();
        for (int i = 0; i < columns; i++) {
            String value = values.get(i);
            parts.put(name(i), value.isEmpty() ? NullNode.instance : TextNode.valueOf(value));
        }
        return Optional.of(parts);
    }

    private String name(int column) {
        return header.isEmpty() ? Integer.toString(column) : header.get(column);
    }

    @Override
    public boolean textNumbers() {
        return true;
    }

    @Override
    public String yaml() {
        String named = header.isEmpty()
                ? ""
                : header.stream().map(Scalars::quoted).collect(Collectors.joining(", ", ", header: [", "]"));
        return "{type: csv" + named + ", separator: " + Scalars.quoted(String.valueOf(separator)) + "}";
    }
}
