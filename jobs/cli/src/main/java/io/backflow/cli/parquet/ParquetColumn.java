package io.backflow.cli.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.LogicalTypeAnnotationVisitor;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/**
 * Values of a column as the text that a CSV file would have. Times are in ISO 8601, and are taken to be of UTC where
 * the file says nothing of a zone.
 */
final class ParquetColumn {

    private static final long NANOS_A_DAY = Duration.ofDays(1).toNanos();

    /** Julian day of 1970-01-01, from which the type {@code INT96} counts. */
    private static final long JULIAN_EPOCH = 2_440_588;

    private final int present;
    private final Function<ColumnReader, String> text;

    private ParquetColumn(int present, Function<ColumnReader, String> text) {
        this.present = present;
        this.text = text;
    }

    static ParquetColumn of(ColumnDescriptor column) {
        return new ParquetColumn(
                column.getMaxDefinitionLevel(),
                reader(column.getPrimitiveType()).orElseThrow());
    }

    static boolean isReadable(PrimitiveType type) {
        return reader(type).isPresent();
    }

    /** The text of the value at which {@code reader} stands, which it leaves; empty where there is none. */
    String next(ColumnReader reader) {
        String value = reader.getCurrentDefinitionLevel() < present ? "" : text.apply(reader);
        reader.consume();
        return value;
    }

    private static Optional<Function<ColumnReader, String>> reader(PrimitiveType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        return logical == null ? Optional.ofNullable(plain(type)) : logical.accept(new Logical(type));
    }

    private static @Nullable Function<ColumnReader, String> plain(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> reader -> Boolean.toString(reader.getBoolean());
            case INT32 -> reader -> Integer.toString(reader.getInteger());
            case INT64 -> reader -> Long.toString(reader.getLong());
            case FLOAT -> reader -> Float.toString(reader.getFloat());
            case DOUBLE -> reader -> Double.toString(reader.getDouble());
            case BINARY -> reader -> reader.getBinary().toStringUsingUTF8(); // of writers that mark no texts
            case INT96 -> reader -> ofJulian(reader.getBinary().toByteBuffer());
            case FIXED_LEN_BYTE_ARRAY -> null;
        };
    }

    /** Nanoseconds of the day and the Julian day, as Impala and older Spark write them. */
    private static String ofJulian(ByteBuffer twelve) {
        ByteBuffer bytes = twelve.order(ByteOrder.LITTLE_ENDIAN);
        long nanos = bytes.getLong();
        long day = bytes.getInt() - JULIAN_EPOCH;
        return Instant.EPOCH.plus(day, ChronoUnit.DAYS).plusNanos(nanos).toString();
    }

    private static Instant instant(long since, TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> Instant.ofEpochMilli(since);
            case MICROS -> Instant.EPOCH.plus(since, ChronoUnit.MICROS);
            case NANOS -> Instant.EPOCH.plusNanos(since);
        };
    }

    private static LocalTime time(long since, TimeUnit unit) {
        long nanos =
                switch (unit) {
                    case MILLIS -> Duration.ofMillis(since).toNanos();
                    case MICROS -> Duration.of(since, ChronoUnit.MICROS).toNanos();
                    case NANOS -> since;
                };
        return LocalTime.ofNanoOfDay(Math.floorMod(nanos, NANOS_A_DAY));
    }

    /** How a value is read that is more than its bytes. What is not named here is not read. */
    private record Logical(PrimitiveType type) implements LogicalTypeAnnotationVisitor<Function<ColumnReader, String>> {

        private boolean isInt() {
            return type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT32;
        }

        private long whole(ColumnReader reader) {
            return isInt() ? reader.getInteger() : reader.getLong();
        }

        private static Optional<Function<ColumnReader, String>> utf8() {
            return Optional.of(reader -> reader.getBinary().toStringUsingUTF8());
        }

        @Override
        public Optional<Function<ColumnReader, String>> visit(StringLogicalTypeAnnotation text) {
            return utf8();
        }

        @Override
        public Optional<Function<ColumnReader, String>> visit(EnumLogicalTypeAnnotation text) {
            return utf8();
        }

        @Override
        public Optional<Function<ColumnReader, String>> visit(JsonLogicalTypeAnnotation text) {
            return utf8();
        }

        @Override
        public Optional<Function<ColumnReader, String>> visit(IntLogicalTypeAnnotation number) {
            boolean unsigned = !number.isSigned();
            return Optional.of(reader -> unsigned
                    ? isInt() ? Integer.toUnsignedString(reader.getInteger()) : Long.toUnsignedString(reader.getLong())
                    : Long.toString(whole(reader)));
        }

        @Override
        public Optional<Function<ColumnReader, String>> visit(DecimalLogicalTypeAnnotation number) {
            boolean bytes =
                    switch (type.getPrimitiveTypeName()) {
                        case INT32, INT64 -> false;
                        default -> true;
                    };
            return Optional.of(reader -> {
                BigInteger unscaled =
                        bytes ? new BigInteger(reader.getBinary().getBytes()) : BigInteger.valueOf(whole(reader));
                return new BigDecimal(unscaled, number.getScale()).toPlainString();
            });
        }

        @Override
        public Optional<Function<ColumnReader, String>> visit(DateLogicalTypeAnnotation date) {
            return Optional.of(
                    reader -> LocalDate.ofEpochDay(reader.getInteger()).toString());
        }

        @Override
        public Optional<Function<ColumnReader, String>> visit(TimeLogicalTypeAnnotation time) {
            return Optional.of(reader -> time(whole(reader), time.getUnit()).toString());
        }

        @Override
        public Optional<Function<ColumnReader, String>> visit(TimestampLogicalTypeAnnotation time) {
            return Optional.of(
                    reader -> instant(reader.getLong(), time.getUnit()).toString());
        }
    }
}
