package io.backflow.jobs.replay;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file (RFC 4180), one after the other. Empty lines are passed over. Not thread-safe. */
final class CsvRows implements TableRows {

    /** A quote that never ends takes no more memory than this. */
    private static final int LONGEST = 1 << 20;

    private static final int END = -1;
    private static final int QUOTE = '"';

    private final Reader in;
    private final char separator;
    private final List<String> cells = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    private long line;
    private int next;
    private boolean malformed;

    /** @param in is closed with this */
    CsvRows(Reader in, char separator) throws IOException {
        this.in = in;
        this.separator = separator;
        next = in.read();
        if (next == '\uFEFF') {
            next = in.read();
        }
    }

    /** The separator of a file that begins with {@code header}: the most frequent of comma, semicolon, tab and bar. */
    static char separatorOf(String header) {
        char best = ',';
        for (char candidate : new char[] {',', ';', '\t', '|'}) {
            best = count(header, candidate) > count(header, best) ? candidate : best;
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    @Override
    public @Nullable Row next() throws IOException, SkippedRow {
        while (next == '\n' || next == '\r') {
            line += next == '\n' ? 1 : 0;
            next = in.read();
        }
        if (next == END) {
            return null;
        }
        long begin = line + 1;
        cells.clear();
        malformed = false;
        int characters = 0;
        boolean more = true;
        while (more) {
            cell.setLength(0);
            if (next == QUOTE) {
                quoted();
            }
            plain();
            characters += cell.length();
            cells.add(cell.toString());
            more = next == separator;
            if (more) {
                next = in.read();
            }
        }
        if (malformed || characters > LONGEST) {
            throw new SkippedRow(
                    malformed ? "malformed" : "too_large",
                    "line " + begin + (malformed ? " has a quote out of place" : " has more than 1 MiB"));
        }
        return new Row(begin, cells.toArray(String[]::new));
    }

    /** Reads from a quote to the one that ends it. */
    private void quoted() throws IOException {
        next = in.read();
        while (next != END) {
            if (next == QUOTE) {
                next = in.read();
                if (next != QUOTE) {
                    malformed |= next != separator && next != '\n' && next != '\r' && next != END;
                    return;
                }
            }
            line += next == '\n' ? 1 : 0;
            take();
        }
        malformed = true;
    }

    private void plain() throws IOException {
        while (next != separator && next != '\n' && next != '\r' && next != END) {
            malformed |= next == QUOTE;
            take();
        }
    }

    private void take() throws IOException {
        if (cell.length() <= LONGEST) {
            cell.append((char) next);
        }
        next = in.read();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
