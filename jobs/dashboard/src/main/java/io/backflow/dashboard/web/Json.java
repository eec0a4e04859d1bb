package io.backflow.dashboard.web;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.Serial;

/** What the page reads. A number that is not finite is null: JSON has no NaN. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.PUBLIC_ONLY)
            .registerModule(new SimpleModule()
                    .addSerializer(double.class, new Numbers<>(Double.class))
                    .addSerializer(Double.class, new Numbers<>(Double.class))
                    .addSerializer(double[].class, new Doubles())
                    .addSerializer(float[].class, new Floats()));

    private Json() {}

    /** On one line. */
    static String of(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record can be written as JSON", e);
        }
    }

    private static void write(double value, JsonGenerator out) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumber(value);
        } else {
            out.writeNull();
        }
    }

    private static final class Numbers<T extends Number> extends StdSerializer<T> {

        @Serial
        private static final long serialVersionUID = 1L;

        Numbers(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            write(value.doubleValue(), out);
        }
    }

    private static final class Doubles extends StdSerializer<double[]> {

        @Serial
        private static final long serialVersionUID = 1L;

        Doubles() {
            super(double[].class);
        }

        @Override
        public void serialize(double[] values, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartArray();
            for (double value : values) {
                write(value, out);
            }
            out.writeEndArray();
        }
    }

    private static final class Floats extends StdSerializer<float[]> {

        @Serial
        private static final long serialVersionUID = 1L;

        Floats() {
            super(float[].class);
        }

        @Override
        public void serialize(float[] values, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartArray();
            for (float value : values) {
                if (Float.isFinite(value)) {
                    out.writeNumber(value);
                } else {
                    out.writeNull();
                }
            }
            out.writeEndArray();
        }
    }
}
