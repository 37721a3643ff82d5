package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerWriterTest {
    private final AnswerWriter answers = new AnswerWriter();

    private ByteBuf write(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        return answers.write(
                UnpooledByteBufAllocator.DEFAULT,
                bytes,
                bytes.length,
                bytes.length,
                false,
                AnswerWriter.Persistence.STAY);
    }

    private static String take(ByteBuf answer) {
        String text = answer.toString(StandardCharsets.US_ASCII);
        answer.release();
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void anAnswerThatIsStillOnItsWayIsNotOverwritten() {
        ByteBuf first = write("first");
        ByteBuf second = write("second");
        ByteBuf third = write("third");
        assertThat(take(second)).isEqualTo("second");
        assertThat(take(third)).isEqualTo("third");
        assertThat(take(first)).isEqualTo("first");
        assertThat(take(write("fourth"))).isEqualTo("fourth");
    }

    @Test
    void memoryIsUsedAgainForTheUsualAnswerAlone() {
        ByteBuf usual = write("usual");
        assertThat(take(usual)).isEqualTo("usual");
        ByteBuf next = write("next");
        assertThat(next).isSameAs(usual);
        assertThat(take(next)).isEqualTo("next");
        String body = "long".repeat(10_000);
        ByteBuf large = write(body);
        assertThat(large).isNotSameAs(usual);
        assertThat(take(large)).isEqualTo(body);
        assertThat(large.refCnt()).isZero();
    }
}
