package io.backflow.jobs.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.deadletters.ReplayMark.Marked;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private final LetterContent content = new LetterContent();

    @Test
    void theLastHeaderOfANameCountsAndANumberThatIsNoneIsNotKnown() {
        DeadLetter letter = letter(
                "key",
                "value",
                "backflow.reason",
                "forged",
                "backflow.reason",
                "label",
                "__connect.errors.offset",
                "-7",
                "__connect.errors.partition",
                "99999999999",
                "backflow.timestamp",
                "1e9");

        assertThat(letter.reason()).isEqualTo("label");
        assertThat(letter.offset()).isEqualTo(-1);
        assertThat(letter.partition()).isEqualTo(Integer.MAX_VALUE);
        assertThat(letter.timestamp()).isEqualTo(-1);
        assertThat(letter.replays()).isZero();
        assertThat(letter.topic()).isEmpty();
    }

    @Test
    void aFilterTakesWhatFitsEachOfItsConditions() {
        DeadLetter letter = letter("pump-7", "?", "backflow.reason", "label");

        assertThat(filter(Set.of(), null).matches(letter, content)).isTrue();
        assertThat(filter(Set.of("late", "label"), "pump-7").matches(letter, content))
                .isTrue();
        assertThat(filter(Set.of("late"), "pump-7").matches(letter, content)).isFalse();
        assertThat(filter(Set.of(), "pump-8").matches(letter, content)).isFalse();
    }

    @Test
    void whatOthersWroteHasNoPowerOverTheTerminal() {
        assertThat(content.show("\u001b]0;x\u0007\u202e\r\nend".getBytes(UTF_8)))
                .isEqualTo("14 bytes, text\n\\u001b]0;x\\u0007\\u202e\\u000d\nend");
        assertThat(content.show(new byte[] {(byte) 0xC3, 1})).isEqualTo("2 bytes, hexadecimal\nc3 01");
        assertThat(content.show(new byte[5000])).hasSizeLessThan(40_000).contains("characters more)");
        assertThat(content.show(null)).isEqualTo("none");
    }

    @Test
    void aMarkSaysWhichLettersWereSentAndNoLetterIsTakenForAMark() {
        Marked known = new Marked(4711, Optional.of(new Origin(-3)));
        Marked unknown = new Marked(Long.MAX_VALUE >>> 4, Optional.empty());
        ReplayMark mark = new ReplayMark(2, List.of(known, unknown));
        ProducerRecord<byte[], byte[]> written = mark.record("dead", "in");
        ConsumerRecord<byte[], byte[]> read = new ConsumerRecord<>("dead", 2, 9, null, written.value());
        written.headers().forEach(read.headers()::add);

        assertThat(ReplayMark.of(read)).contains(mark);
        assertThat(DeadLetter.of(read)).isEmpty();

        read.headers().add("backflow.reason", new byte[0]);
        assertThat(ReplayMark.of(read)).isEmpty();
        assertThat(DeadLetter.of(read)).isPresent();
    }

    @Test
    void copiesHaveOneOriginAndOtherRecordsAtItsPlaceAnother() {
        String[] place = {
            "__connect.errors.topic", "in", "__connect.errors.partition", "1", "__connect.errors.offset", "5"
        };

        Optional<Origin> origin = Origin.of(letter("key", "value", place));

        assertThat(origin).isPresent().isEqualTo(Origin.of(letter("key", "value", place)));
        assertThat(origin).isNotEqualTo(Origin.of(letter("key", "valve", place)));
        assertThat(origin).isNotEqualTo(Origin.of(letter("keyv", "alue", place)));
        assertThat(Origin.of(letter("key", "value"))).isEmpty();
    }

    @Test
    void aSetHoldsTheOffsetsThatWereAdded() {
        OffsetSet offsets = new OffsetSet();
        List<Long> added = List.of(0L, 1L, 4095L, 4096L, 1L << 40);
        added.forEach(offsets::add);

        assertThat(added).allMatch(offsets::contains);
        assertThat(List.of(2L, 4097L, 8191L, (1L << 40) + 1)).noneMatch(offsets::contains);
    }

    private static DeadLetterFilter filter(Set<String> reasons, String sequence) {
        return new DeadLetterFilter(reasons, null, sequence);
    }

    private static DeadLetter letter(String key, String value, String... headers) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("dead", 0, 17, key.getBytes(UTF_8), value.getBytes(UTF_8));
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
        }
        return new DeadLetter(record);
    }
}
