package io.backflow.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what a header says of one tensor, and checks that it agrees with itself. */
record SafetensorsEntryParser(Path file, String name) {

    SafetensorsHeader.Entry parse(JsonNode node) {
        SafetensorsType type = type(node.path("dtype"));
        List<Long> shape = wholes(node.path("shape"), "shape");
        List<Long> offsets = wholes(node.path("data_offsets"), "data_offsets");
        if (offsets.size() != 2 || offsets.get(1) < offsets.get(0)) {
            throw wrong("data_offsets are " + offsets + "; they must be a first byte and one that is not before it");
        }
        long size = size(shape, type);
        long found = offsets.get(1) - offsets.get(0);
        if (found != size) {
            throw wrong(
                    "shape " + shape + " of " + type + " takes " + size + " bytes, but its data_offsets span " + found);
        }
        return new SafetensorsHeader.Entry(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private SafetensorsType type(JsonNode node) {
        return Arrays.stream(SafetensorsType.values())
                .filter(type -> type.name().equals(node.asText()))
                .findFirst()
                .orElseThrow(() ->
                        wrong("dtype is " + node + "; Backflow reads " + Arrays.toString(SafetensorsType.values())));
    }

    private List<Long> wholes(JsonNode list, String key) {
        List<Long> numbers = new ArrayList<>();
        for (JsonNode number : list) {
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
                throw wrong(key + " is " + list + "; it must be whole numbers of 0 or more");
            }
            numbers.add(number.longValue());
        }
        if (!list.isArray()) {
            throw wrong(key + " is " + list + "; it must be a list of whole numbers");
        }
        return numbers;
    }

    private long size(List<Long> shape, SafetensorsType type) {
        try {
            return Math.multiplyExact(shape.stream().reduce(1L, Math::multiplyExact), (long) type.bytes());
        } catch (ArithmeticException e) {
            throw wrong("shape " + shape + " is larger than any file");
        }
    }

    private ModelFileException wrong(String what) {
        return new ModelFileException(file, "tensor " + name + ": " + what);
    }
}
