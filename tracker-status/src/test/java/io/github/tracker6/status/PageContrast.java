package io.github.tracker6.status;

import java.util.List;

/** Measures contrasts (WCAG 2.2, "contrast ratio") from the styles that the browser computed. */
final class PageContrast {
    private static final String LUMINANCE = """
            const parse = colour => {
              const n = (colour.match(/[\\d.]+/g) || []).map(Number);
              return { rgb: n.slice(0, 3), alpha: n.length > 3 ? n[3] : 1 };
            };
            const luminance = rgb => {
              const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const contrast = (a, b) => {
              const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
              return (high + 0.05) / (low + 0.05);
            };
            const ground = element => {
              for (let e = element; e; e = e.parentElement) {
                const c = parse(getComputedStyle(e).backgroundColor);
                if (c.alpha === 1) return c.rgb;
                if (c.alpha > 0) throw new Error('a translucent background');
              }
              return [255, 255, 255];
            };
            """;

    private static final String TEXTS = LUMINANCE + """
            const low = new Set();
            let texts = 0;
            for (const element of document.querySelectorAll('body *')) {
              const hasText = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
              if (!hasText || !element.getClientRects().length || element.matches('title, desc, script')) continue;
              texts++;
              const style = getComputedStyle(element);
              const colour = element instanceof SVGElement ? style.fill : style.color;
              const ratio = contrast(parse(colour).rgb, ground(element));
              if (ratio < arguments[0]) low.add(element.tagName + '.' + (element.className.baseVal ?? element.className) + ' ' + ratio.toFixed(2));
            }
            if (texts < 300) throw new Error('only ' + texts + ' texts');
            return [...low];
            """;

    /** Text against the area behind it is no part: the labels stand beside the areas. */
    private static final String FILLS = LUMINANCE + """
            const low = new Set();
            let fills = 0;
            for (const element of document.querySelectorAll('.fill-ipv6, .fill-both, .fill-ipv4, .fill-count')) {
              if (element.closest('defs')) continue;
              fills++;
              const svg = element.closest('svg');
              const behind = [ground(svg), ...[...svg.querySelectorAll('.fill-ground')].map(g => parse(getComputedStyle(g).fill).rgb)];
              for (const rgb of behind) {
                const ratio = contrast(parse(getComputedStyle(element).fill).rgb, rgb);
                if (ratio < arguments[0]) low.add(svg.getAttribute('class') + ' ' + element.getAttribute('class') + ' ' + ratio.toFixed(2));
              }
            }
            for (const line of document.querySelectorAll('.chart .reached')) {
              const area = line.closest('svg').querySelector('.fill-both');
              const ratio = contrast(parse(getComputedStyle(line).stroke).rgb, parse(getComputedStyle(area).fill).rgb);
              if (ratio < arguments[0]) low.add('line ' + ratio.toFixed(2));
            }
            if (fills < 100) throw new Error('only ' + fills + ' fills');
            return [...low];
            """;

    private PageContrast() {}

    /** Returns the elements whose text has less contrast. */
    @SuppressWarnings("unchecked")
    static List<String> textBelow(Browser browser, double ratio) {
        return (List<String>) browser.run(TEXTS, ratio);
    }

    /** Returns the areas and lines of charts and bars that have less contrast to what is behind them. */
    @SuppressWarnings("unchecked")
    static List<String> fillsBelow(Browser browser, double ratio) {
        return (List<String>) browser.run(FILLS, ratio);
    }
}
