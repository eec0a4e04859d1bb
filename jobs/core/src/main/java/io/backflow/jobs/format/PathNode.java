package io.backflow.jobs.format;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of a part of a record is mapped: the part itself, its members, its elements, or nothing. */
final class PathNode {

    static final int NONE = -1;

    private final String path;
    private final Map<String, PathNode> members = new HashMap<>();
    private @Nullable PathNode[] elements = {};
    private int slot = NONE;
    private int size = NONE;

    /** @param path for messages */
    PathNode(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    /** The slot that the part itself goes to; {@link #NONE}: none. */
    int slot() {
        return slot;
    }

    /** How many elements the part must have; {@link #NONE}: any number. */
    int size() {
        return size;
    }

    /** What is mapped of the member {@code name}; null: nothing. */
    @Nullable
    PathNode member(String name) {
        return members.get(name);
    }

    Map<String, PathNode> members() {
        return members;
    }

    /** What is mapped of element {@code index}; null: nothing. */
    @Nullable
    PathNode element(int index) {
        return index < elements.length ? elements[index] : null;
    }

    /** One more than the last element of which something is mapped. */
    int elements() {
        return elements.length;
    }

    boolean hasParts() {
        return !members.isEmpty() || elements.length > 0;
    }

    void toSlot(int number) {
        slot = number;
    }

    void ofSize(int elementCount) {
        size = elementCount;
    }

    PathNode addMember(String name) {
        return members.computeIfAbsent(name, added -> new PathNode(path.isEmpty() ? added : path + "." + added));
    }

    PathNode addElement(int index) {
        if (index >= elements.length) {
            elements = Arrays.copyOf(elements, index + 1);
        }
        PathNode known = elements[index];
        if (known == null) {
            known = new PathNode(path + "[" + index + "]");
            elements[index] = known;
        }
        return known;
    }
}
