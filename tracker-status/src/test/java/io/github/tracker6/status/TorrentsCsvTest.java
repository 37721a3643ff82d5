package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorrentsCsvTest {
    private static String csv(String... names) {
        return new String(TorrentsCsv.write(SmallReports.of(names)), StandardCharsets.UTF_8);
    }

    @Test
    void rfc4180_aReportIsExactlyThis() {
        assertThat(csv("ubuntu, \"24.04\""))
                .isEqualTo(
                        "name,info_hash_v1,info_hash_v2,seeders,leechers,downloaded,hosts,ipv4,dual_stack_reached,"
                                + "dual_stack_not_reached,dual_stack_unknown,ipv6_reached,ipv6_not_reached,ipv6_unknown\r\n"
                                + "\"hybrid\",0123456789abcdef0123456789abcdef01234567,"
                                + "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee,"
                                + "21,22,23,238,31,35,36,37,32,33,34\r\n"
                                + "\"ubuntu, \"\"24.04\"\"\",0000000000000001000000000000000200000000,,0,0,0,0,0,0,0,0,0,0,0\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            value = {
                "=1+2,'=1+2",
                "+1,'+1",
                "-1,'-1",
                "@SUM(A1),'@SUM(A1)",
                "\uff1d1,'\uff1d1",
                "a=1,a=1",
                "'=1,'=1",
            })
    void aNameThatBeginsAsAFormulaIsDefused(String name, String written) {
        assertThat(csv(name)).contains("\r\n\"" + written + "\",");
    }

    @Test
    void controlCharactersAndSpacesHideNoFormula() {
        for (String name : List.of("\t=1", "\r\n=1", " =1", "\u0000@1")) {
            assertThat(csv(name)).contains("\r\n\"'").doesNotContain("\t", "\u0000");
            assertThat(csv(name).lines()).hasSize(3);
        }
        assertThat(csv("")).contains("\r\n\"\",");
    }
}
