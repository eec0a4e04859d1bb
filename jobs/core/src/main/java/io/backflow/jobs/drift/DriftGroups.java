package io.backflow.jobs.drift;

import java.util.List;

/**
 * Groups of sequences whose losses are watched on their own.
 *
 * @param prefixes what the IDs of each group's sequences begin with; where several fit, the longest decides
 */
public record DriftGroups(List<String> prefixes) {

    /** Instead of an index: a sequence of no group. */
    public static final int NONE = -1;

    public DriftGroups {
        prefixes = List.copyOf(prefixes);
    }

    /** How many there are. */
    public int count() {
        return prefixes.size();
    }

    /** Index of the group of sequence {@code id}, or {@link #NONE}. */
    public int of(String id) {
        int found = NONE;
        int length = 0;
        for (int group = 0; group < prefixes.size(); group++) {
            String prefix = prefixes.get(group);
            if (prefix.length() > length && id.startsWith(prefix)) {
                found = group;
                length = prefix.length();
            }
        }
        return found;
    }
}
