package io.backflow.jobs.kafka;

import io.backflow.jobs.format.Avro;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Records that are small and claim, or ask for, much. */
final class Bombs {

    private static final int MEBIBYTE = 1 << 20;

    private Bombs() {}

    /** Those of {@code format}; none may be taken. */
    static List<byte[]> of(String format) {
        byte[] tooLong = new byte[MEBIBYTE + 1];
        return switch (format) {
            case "json" ->
                List.of(
                        tooLong,
                        json("[".repeat(MEBIBYTE - 100)),
                        json("{\"a\":".repeat(150_000)),
                        json("[".repeat(1000) + "]".repeat(1000)),
                        x("1e999999999"),
                        x("-1E+2147483648"),
                        x("9".repeat(1_000_000)),
                        x("0." + "1".repeat(1_000_000)),
                        x("\"" + "9".repeat(1_000_000) + "\""),
                        json("\"" + "\\u0041".repeat(170_000)),
                        FormatFuzz.utf8("{\"" + "n".repeat(900_000) + "\": 1}"),
                        FormatFuzz.utf8(
                                "{\"id\": \"" + "s".repeat(1_000_000) + "\", \"ts\": 1, \"n\": 1, \"x\": [1, 2]}"),
                        FormatFuzz.utf8("{\"id\": 1, \"ts\": 1e999999999, \"n\": 1, \"x\": [1, 2]}"),
                        FormatFuzz.utf8("{\"id\": 1, \"ts\": 1, \"n\": 1e15, \"n\": 1e999, \"x\": [1, 2]}"),
                        FormatFuzz.utf8("{\"id\": 1, \"ts\": 1, \"n\": 1, \"x\": [" + "1,".repeat(400_000) + "1]}"));
            case "csv" ->
                List.of(
                        tooLong,
                        FormatFuzz.utf8(",".repeat(1_000_000)),
                        FormatFuzz.utf8("\"" + "\"\"".repeat(500_000)),
                        FormatFuzz.utf8("a,1,1,1e999999999,1,1,1"),
                        FormatFuzz.utf8("a,1,1," + "9".repeat(1_000_000) + ",1,1,1"),
                        FormatFuzz.utf8("a,1e999999999,1,1,1,1,1"),
                        FormatFuzz.utf8("s".repeat(1_000_000) + ",1,1,1,1,1,1"));
            case "backflow" ->
                List.of(
                        tooLong,
                        joined(Steps.record(Steps.valid().build()).value(), 10, "feffffff0f"),
                        joined(Steps.record(Steps.valid().build()).value(), 18, "feffffff0f000000"),
                        joined(Steps.record(Steps.valid().build()).value(), 18, "ffffffffffffffffff010000"));
            default ->
                List.of(
                        tooLong,
                        avro("02feffffff0f"), // a text of 2 GB
                        avro("02ffffffffffffffffff01"), // of the most negative length
                        avro("000006feffffff0f0000"), // a map of 2^31 entries
                        avro("00000600feffffff0f0000000000000000"), // an array of 2^31 numbers
                        avro("00000600fdffffff0f02000000"), // the same as a block with a size
                        avro("00000600ffffffffffffffffff0100"), // -2^63 items
                        avro("0000060001feffffff0f"), // a block of a huge size
                        avro("000006020261" + "01ffffffffffffffffff01"),
                        avro("ff".repeat(1000)));
        };
    }

    private static byte[] json(String more) {
        return FormatFuzz.utf8("{\"more\": " + more);
    }

    private static byte[] x(String number) {
        return FormatFuzz.utf8("{\"id\": \"storm\", \"ts\": 1, \"n\": 1, \"x\": [" + number + ", 2]}");
    }

    private static byte[] joined(byte[] record, int length, String hex) {
        return Avro.joined(Arrays.copyOf(record, length), HexFormat.of().parseHex(hex));
    }

    private static byte[] avro(String hex) {
        return Avro.joined(new byte[] {0, 0, 0, 0, 7}, HexFormat.of().parseHex(hex));
    }
}
