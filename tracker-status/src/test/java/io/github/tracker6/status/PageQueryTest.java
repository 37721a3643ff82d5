package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.status.PageQuery.Sort;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageQueryTest {
    @Test
    void readsEveryParameter() {
        assertThat(PageQuery.parse("q=a+b%C3%A4&sort=-seeds&seedless=1&page=3"))
                .isEqualTo(new PageQuery("a b\u00E4", Sort.SEEDS, true, true, 3));
    }

    @Test
    void readsBytesThatAreNotEncodedAsUtf8() {
        assertThat(PageQuery.parse("q=\u00C3\u00A4").search()).isEqualTo("\u00E4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "&", "=", "page", "page=0", "page=-1", "page=99999999999", "sort=size", "sort=", "x=y", "q="
            })
    void whatItDoesNotKnowIsAsIfItWereNotThere(String query) {
        assertThat(PageQuery.parse(query)).isEqualTo(PageQuery.ALL);
    }

    @Test
    void aPercentSignThatEncodesNothingIsText() {
        assertThat(PageQuery.parse("q=100%&page=2").search()).isEqualTo("100%");
        assertThat(PageQuery.parse("q=%zz%4").search()).isEqualTo("%zz%4");
    }

    @Test
    void aLongSearchIsCut() {
        assertThat(PageQuery.parse("q=" + "a".repeat(5000)).search()).hasSize(200);
        assertThat(PageQuery.parse("q=" + "a".repeat(199) + "+" + "a".repeat(99))
                        .search())
                .isEqualTo("a".repeat(199));
        assertThat(PageQuery.parse("q=" + "a".repeat(199) + "%F0%9F%8C%8D").search())
                .isEqualTo("a".repeat(199));
    }

    @Property
    void readsTheAddressThatItWrites(
            @ForAll String search, @ForAll Sort sort, @ForAll boolean flag, @ForAll short page) {
        PageQuery query =
                PageQuery.parse("page=" + Math.max(1, page)).seedless(flag).page(Math.max(1, page));
        PageQuery with = new PageQuery(
                PageQuery.parse(new PageQuery(search, sort, flag, flag, 1)
                                .href()
                                .replaceAll("^\\?|#.*$", ""))
                        .search(),
                sort,
                flag,
                query.isSeedless(),
                query.page());

        assertThat(PageQuery.parse(with.href().replaceAll("^\\?|#.*$", ""))).isEqualTo(with);
    }

    @Test
    void aColumnStartsWithTheLargestAndIsThenTurnedRound() {
        PageQuery seeds = PageQuery.ALL.page(4).toggled(Sort.SEEDS);

        assertThat(seeds.order()).isEqualTo("-seeds");
        assertThat(seeds.page()).isEqualTo(1);
        assertThat(seeds.toggled(Sort.SEEDS).order()).isEqualTo("seeds");
        assertThat(seeds.toggled(Sort.NAME).order()).isEqualTo("name");
    }
}
