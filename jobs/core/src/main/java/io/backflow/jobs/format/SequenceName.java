package io.backflow.jobs.format;

/**
 * The sequence ID that one or several parts of a record make. Several are joined by {@code /}; a {@code ~} and a
 * {@code /} within a part become {@code ~0} and {@code ~1}, as in a JSON pointer (RFC 6901), so that no two lists of
 * parts have one name.
 */
final class SequenceName {

    private static final String WHAT = "sequence ID (stream.fields.sequence)";

    private final int[] slots;

    SequenceName(int[] slots) {
        this.slots = slots;
    }

    String of(Fields fields) throws RecordException {
        if (slots.length == 1) {
            return part(fields, slots[0]);
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < slots.length; i++) {
            name.append(i == 0 ? "" : "/");
            name.append(part(fields, slots[i]).replace("~", "~0").replace("/", "~1"));
        }
        return name.toString();
    }

    private static String part(Fields fields, int slot) throws RecordException {
        if (fields.isAbsent(slot)) {
            throw fields.missing(slot, WHAT);
        }
        return fields.name(slot);
    }
}
