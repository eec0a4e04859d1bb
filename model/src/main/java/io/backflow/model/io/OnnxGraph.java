package io.backflow.model.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * A graph of operators that is being put together, in the messages and field numbers of {@code onnx.proto}: what has no
 * name of its own there is one of {@code GraphProto}, {@code NodeProto}, {@code AttributeProto}, {@code TensorProto} or
 * {@code ValueInfoProto}.
 */
final class OnnxGraph {

    /** Element types of {@code TensorProto.DataType}. */
    enum Type {
        FLOAT(1),
        INT64(7);

        private final int code;

        Type(int code) {
            this.code = code;
        }
    }

    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_STRINGS = 8;

    private final ProtobufWriter graph = new ProtobufWriter();

    OnnxGraph(String name) {
        graph.text(2, name);
    }

    /**
     * Appends an operator.
     *
     * @param attributes a {@link Long} or a list of {@link String}s each
     */
    void node(String operator, List<String> inputs, List<String> outputs, Map<String, ?> attributes) {
        graph.message(1, node -> {
            inputs.forEach(input -> node.text(1, input));
            outputs.forEach(output -> node.text(2, output));
            node.text(3, outputs.get(outputs.size() - 1) + "_" + operator).text(4, operator);
            attributes.forEach((name, value) -> node.message(5, a -> attribute(a, name, value)));
        });
    }

    private static void attribute(ProtobufWriter attribute, String name, Object value) {
        attribute.text(1, name);
        if (value instanceof Long number) {
            attribute.integer(3, number).integer(20, ATTRIBUTE_INT);
        } else if (value instanceof List<?> texts) {
            texts.forEach(text -> attribute.text(9, (String) text));
            attribute.integer(20, ATTRIBUTE_STRINGS);
        } else {
            throw new IllegalArgumentException("attribute " + name + " is " + value);
        }
    }

    void constant(NamedTensor tensor) {
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(tensor.values().length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(tensor.values());
        initializer(tensor.name(), tensor.shape(), Type.FLOAT, raw.array());
    }

    /** A vector of one whole number. */
    void constant(String name, long value) {
        byte[] raw = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        initializer(name, new int[] {1}, Type.INT64, raw);
    }

    private void initializer(String name, int[] shape, Type type, byte[] raw) {
        graph.message(5, tensor -> {
            for (int dimension : shape) {
                tensor.integer(1, dimension);
            }
            tensor.integer(2, type.code).text(8, name).bytes(9, raw);
        });
    }

    /** @param axes a number, or the name of an axis whose length the caller chooses */
    void input(String name, Type type, Object... axes) {
        value(11, name, type, axes);
    }

    /** @param axes a number, or the name of an axis whose length the caller chooses */
    void output(String name, Type type, Object... axes) {
        value(12, name, type, axes);
    }

    private void value(int field, String name, Type type, Object... axes) {
        graph.message(field, info -> info.text(1, name)
                .message(
                        2,
                        of -> of.message(1, tensor -> {
                            tensor.integer(1, type.code).message(2, shape -> {
                                for (Object axis : axes) {
                                    shape.message(1, dimension -> dimension(dimension, axis));
                                }
                            });
                        })));
    }

    private static void dimension(ProtobufWriter dimension, Object axis) {
        if (axis instanceof Integer length) {
            dimension.integer(1, length);
        } else {
            dimension.text(2, (String) axis);
        }
    }

    byte[] toByteArray() {
        return graph.toByteArray();
    }
}
