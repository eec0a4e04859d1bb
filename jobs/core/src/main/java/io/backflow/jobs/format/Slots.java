package io.backflow.jobs.format;

import io.backflow.jobs.config.FieldPath;
import java.util.ArrayList;
import java.util.List;

/** Gives each mapped path a slot, the same one where a path is mapped twice. */
final class Slots {

    private final PathNode values = new PathNode("");
    private final PathNode keys = new PathNode(FieldPath.KEY);
    private final List<String> paths = new ArrayList<>();

    /** What of a record's value is mapped. */
    PathNode values() {
        return values;
    }

    /** What of a record's key is mapped. */
    PathNode keys() {
        return keys;
    }

    /** The path of each slot. */
    List<String> paths() {
        return paths;
    }

    /** The slot of {@code path}. */
    int of(String path) {
        return slot(node(path));
    }

    /** The slots of the {@code size} elements of the array at {@code path}; of {@code path} itself where it is 1. */
    int[] of(String path, int size) {
        PathNode node = node(path);
        if (size == 1) {
            return new int[] {slot(node)};
        }
        node.ofSize(size);
        int[] slots = new int[size];
        for (int i = 0; i < size; i++) {
            slots[i] = slot(node.addElement(i));
        }
        return slots;
    }

    private PathNode node(String text) {
        FieldPath path = FieldPath.parse("stream.fields", text);
        PathNode node = path.isOfKey() ? keys : values;
        for (Object part : path.isOfKey() ? path.parts().subList(1, path.parts().size()) : path.parts()) {
            node = part instanceof Integer index ? node.addElement(index) : node.addMember((String) part);
        }
        return node;
    }

    private int slot(PathNode node) {
        if (node.slot() == PathNode.NONE) {
            node.toSlot(paths.size());
            paths.add(node.path());
        }
        return node.slot();
    }
}
