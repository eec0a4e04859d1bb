package io.backflow.jobs.format;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.FormatConfig;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of values a record (RFC 4180). An empty value that is not quoted is absent. */
final class CsvFormat implements Format {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int ANY = -1;

    private final byte separator;
    private final byte quote;
    private final int columns;
    private final int keySlot;
    private int[] slots = {};

    /**
     * @param values what of the value is mapped
     * @param keys what of the key is mapped
     */
    CsvFormat(FormatConfig.Csv config, PathNode values, PathNode keys) {
        separator = (byte) config.separator().charAt(0);
        quote = (byte) config.quote().charAt(0);
        List<String> header = config.header();
        columns = header == null ? ANY : header.size();
        keySlot = keys.slot();
        if (keys.hasParts()) {
            throw new ConfigException("stream.fields names a part of $key, but with stream.format: csv a key is one"
                    + " text; write $key alone");
        }
        if (values.elements() > 0) {
            throw new ConfigException("stream.fields begins a path with an index, but in CSV a path is the name of a"
                    + " column, or without stream.format.header its position; write 3 for [3]");
        }
        values.members().forEach((name, node) -> map(name, node, header));
    }

    private void map(String name, PathNode node, @Nullable List<String> header) {
        int first = header != null ? header.indexOf(name) : name.matches("\\d{1,5}") ? Integer.parseInt(name) : -1;
        if (first < 0) {
            throw new ConfigException("stream.fields names " + name + ", but "
                    + (header == null
                            ? "without stream.format.header a path is a position, from 0; give the header, or write"
                                    + " the position"
                            : "stream.format.header has " + header + "; correct one of the two"));
        }
        if (!node.members().isEmpty()) {
            throw new ConfigException("stream.fields names a part of " + name + ", but in CSV a column has no parts;"
                    + " where a name has dots, write ['a.b']");
        }
        if (node.slot() != PathNode.NONE) {
            set(first, node.slot());
        }
        for (int i = 0; i < node.elements(); i++) {
            PathNode element = node.element(i);
            if (element != null) {
                set(first + i, element.slot());
            }
        }
    }

    private void set(int column, int slot) {
        if (columns != ANY && column >= columns) {
            throw new ConfigException("stream.fields takes column " + column + ", but stream.format.header has "
                    + columns + " columns; correct one of the two");
        }
        int before = slots.length;
        if (column >= before) {
            slots = Arrays.copyOf(slots, column + 1);
            Arrays.fill(slots, before, column + 1, PathNode.NONE);
        }
        if (slots[column] != PathNode.NONE) {
            throw new ConfigException("stream.fields takes column " + column + " by two paths; write it in one way");
        }
        slots[column] = slot;
    }

    @Override
    public void read(Incoming record, Fields fields) throws RecordException {
        byte[] line = record.value();
        int end = end(line);
        int at = startsWithMark(line) ? BYTE_ORDER_MARK.length : 0;
        int column = 0;
        while (true) {
            int slot = column < slots.length ? slots[column] : PathNode.NONE;
            at = at < end && line[at] == quote
                    ? quoted(line, at + 1, end, slot, fields)
                    : plain(line, at, end, slot, fields);
            column++;
            if (at == end) {
                break;
            }
            at++;
        }
        if (columns != ANY && column != columns) {
            throw RecordException.malformed(
                    "the line has " + column + " values, and stream.format.header names " + columns);
        }
        byte[] key = record.key();
        if (key != null && keySlot != PathNode.NONE) {
            fields.text(keySlot, new String(key, StandardCharsets.UTF_8));
        }
    }

    /** Without the end of the line. */
    private static int end(byte[] line) throws RecordException {
        int end = line.length;
        if (end > 0 && line[end - 1] == '\n') {
            end--;
        }
        if (end > 0 && line[end - 1] == '\r') {
            end--;
        }
        if (end == 0) {
            throw RecordException.malformed("the line is empty");
        }
        return end;
    }

    private static boolean startsWithMark(byte[] line) {
        return line.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    private int plain(byte[] line, int from, int end, int slot, Fields fields) throws RecordException {
        int at = from;
        for (; at < end && line[at] != separator; at++) {
            if (line[at] == quote) {
                throw RecordException.malformed("a quote stands within a value that is not quoted, at byte " + at);
            }
            if (line[at] == '\n' || line[at] == '\r') {
                throw RecordException.malformed("a second line begins at byte " + at + "; a record is one line");
            }
        }
        if (slot != PathNode.NONE && at > from) {
            fields.untyped(slot, from, at - from);
        }
        return at;
    }

    private int quoted(byte[] line, int from, int end, int slot, Fields fields) throws RecordException {
        int doubled = 0;
        int at = from;
        for (; at < end; at++) {
            if (line[at] == quote) {
                if (at + 1 == end || line[at + 1] != quote) {
                    break;
                }
                doubled++;
                at++;
            }
        }
        if (at >= end) {
            throw RecordException.malformed("a quoted value does not end");
        }
        if (at + 1 < end && line[at + 1] != separator) {
            throw RecordException.malformed("something stands behind a quoted value, at byte " + (at + 1));
        }
        if (slot != PathNode.NONE && doubled == 0) {
            fields.untyped(slot, from, at - from);
        } else if (slot != PathNode.NONE) {
            fields.untyped(slot, withoutDoubles(line, from, at, doubled));
        }
        return at + 1;
    }

    private String withoutDoubles(byte[] line, int from, int to, int doubled) {
        byte[] single = new byte[to - from - doubled];
        int at = from;
        for (int i = 0; i < single.length; i++) {
            single[i] = line[at];
            at += line[at] == quote ? 2 : 1;
        }
        return new String(single, StandardCharsets.UTF_8);
    }
}
