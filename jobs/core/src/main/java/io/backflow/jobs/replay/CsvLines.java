package io.backflow.jobs.replay;

import io.backflow.jobs.config.FormatConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of values, as {@code stream.format: csv} describes them. */
final class CsvLines implements RowEncoder {

    private final String separator;
    private final String quote;
    private final int[] order;

    /** @param columns names of the cells that are encoded */
    CsvLines(FormatConfig.Csv format, List<String> columns) {
        separator = format.separator();
        quote = format.quote();
        @Nullable List<String> header = format.header();
        List<String> wanted = header == null ? columns : header;
        order = wanted.stream().mapToInt(columns::indexOf).toArray();
    }

    @Override
    public byte[] encode(String[] cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < order.length; i++) {
            line.append(i == 0 ? "" : separator);
            line.append(order[i] < 0 ? "" : quoted(cells[order[i]]));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String quoted(String cell) {
        boolean plain =
                !cell.contains(separator) && !cell.contains(quote) && cell.indexOf('\n') < 0 && cell.indexOf('\r') < 0;
        return plain ? cell : quote + cell.replace(quote, quote + quote) + quote;
    }
}
