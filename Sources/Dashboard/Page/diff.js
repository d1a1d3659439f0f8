// Which words of one text are not in another.

import { h } from "./dom.js";

const limit = 600;

/**
 * A text with the words marked that `other` lacks. Long texts are shown without marks.
 * @param {string|null} text what is shown
 * @param {string|null} other what it is compared with
 */
export function marked(text, other) {
    if (text === null || text === undefined) return h("span.nothing", "nothing");
    const place = h("bdi.value", { dir: "auto" });
    const mine = words(text);
    const theirs = words(other ?? "");
    if (other === null || other === undefined || mine.length > limit || theirs.length > limit) {
        place.append(text);
        return place;
    }
    const kept = common(mine, theirs);
    let run = "";
    let isNew = false;
    const end = () => {
        if (run) place.append(isNew ? h("mark", run) : run);
        run = "";
    };
    mine.forEach((word, index) => {
        const differs = !kept.has(index) && word.trim() !== "";
        if (differs !== isNew && word.trim() !== "") {
            end();
            isNew = differs;
        }
        run += word;
    });
    end();
    return place;
}

function words(text) {
    return text.split(/(\s+)/).filter((word) => word !== "");
}

/** The positions in `mine` of a longest common subsequence with `theirs`. */
function common(mine, theirs) {
    const lengths = Array.from({ length: mine.length + 1 }, () => new Uint16Array(theirs.length + 1));
    for (let i = mine.length - 1; i >= 0; i -= 1) {
        for (let j = theirs.length - 1; j >= 0; j -= 1) {
            lengths[i][j] = mine[i] === theirs[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
        }
    }
    const kept = new Set();
    for (let i = 0, j = 0; i < mine.length && j < theirs.length; ) {
        if (mine[i] === theirs[j]) {
            kept.add(i);
            i += 1;
            j += 1;
        } else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
        else j += 1;
    }
    return kept;
}
