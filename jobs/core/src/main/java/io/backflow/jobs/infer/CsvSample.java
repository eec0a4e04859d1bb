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
        long partitions = sample.stream().map(Sampled::partition).distinct().count();
        CsvSample best = null;
        int most = 1;
        for (char separator : SEPARATORS) {
            List<List<String>> lines =
                    sample.stream().map(record -> split(record, separator)).toList();
            int columns = columns(lines);
            if (columns > most) {
                most = columns;
                best = new CsvSample(separator, columns, header(lines, partitions));
            }
        }
        return Optional.ofNullable(best);
    }

    /** How many values most of {@code lines} have; 0 where no number is that of most. */
    private static int columns(List<List<String>> lines) {
        return lines.stream().collect(Collectors.groupingBy(List::size, Collectors.counting())).entrySet().stream()
                .filter(count -> 2 * count.getValue() > lines.size())
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
    }

    /**
     * The names in a line whose values are all texts, each another, where another line has numbers; it stands once in
     * each partition at most.
     */
    private static List<String> header(List<List<String>> lines, long partitions) {
        if (lines.stream().flatMap(List::stream).noneMatch(Numbers::isNumber)) {
            return List.of();
        }
        Map<List<String>, Long> counts =
                lines.stream().collect(Collectors.groupingBy(line -> line, Collectors.counting()));
        return lines.stream()
                .filter(names -> names.stream().noneMatch(name -> name.isEmpty() || Numbers.isNumber(name)))
                .filter(names -> new HashSet<>(names).size() == names.size())
                .filter(names -> counts.getOrDefault(names, 0L) <= partitions)
                .findFirst()
                .orElse(List.of());
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
