// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What annotating phrases costs, with and without the model's proposals: a scripted annotator makes the Entities of a
// project's dev images again, act by act. And how well the noun phrases of text::nounPhrases are those of Entities.
//   bench_phrases PROJECT [IMAGES] [CHECKPOINT]
// PROJECT needs Flickr30k Entities: legenda-cli import PROJECT --format flickr8k --root FOLDER.
#include "core/base/box.h"
#include "core/inference/phrase_proposals.h"
#include "core/inference/predictor.h"
#include "core/project/entities.h"
#include "core/runtime/compute_threads.h"
#include "core/text/noun_phrases.h"
#include "tests/bench/bench_clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

using namespace legenda;
using bench::must;
using Words = std::vector<std::pair<int, int>>;

namespace {

constexpr double kAcceptedIou = 0.5;
constexpr const char* kNotVisual = "0";  // the chain of Entities' phrases that name nothing visible

double percent(double part, double all) {
    return all > 0 ? 100 * part / all : 0;
}

struct Counted {
    long phrases = 0, accepted = 0;
};

struct Tally {
    long images = 0, sentences = 0, phrases = 0;
    long plain = 0, proposed = 0;  // acts without and with proposals
    long selected = 0, rejected = 0, corrected = 0, drawn = 0, chosen = 0, marked = 0, accepted = 0;  // with them
    Counted oneBox, boxes,
        again;  // new phrases with one box, with several, phrases of entities that have boxes already
    long links = 0, rightLinks = 0;
};

// The noun phrases of all dev images beside those of Entities.
void printNounPhrases(const project::Entities& entities, const std::vector<store::ImageRecord>& images) {
    long found = 0, wanted = 0, exact = 0, of = 0;
    for (const auto& image : images) {
        const auto* truth = entities.find(image.id);
        if (!truth) continue;
        ++of;
        for (const auto& sentence : truth->sentences) {
            const auto chunks = text::nounPhrases(sentence.text);
            found += std::ssize(chunks);
            wanted += std::ssize(sentence.mentions);
            for (const auto& phrase : sentence.mentions)
                exact += std::ranges::find(chunks, std::pair(phrase.start, phrase.end)) != chunks.end();
        }
    }
    fmt::print("noun phrases of {} images, {} of Entities: precision {:.1f} %, recall {:.1f} %\n", of, wanted,
               percent(exact, found), percent(exact, wanted));
}

// One image as the annotator goes through it, sentence by sentence.
class ScriptedPhrases {
 public:
    ScriptedPhrases(const project::Entities::OfImage& truth, Tally& tally) : truth_(truth), tally_(tally) {}

    // boxes: the model's for the phrases of the sentence.
    void annotate(const store::EntitySentenceRecord& sentence, const Words& chunks,
                  const std::vector<inference::PhraseBox>& boxes) {
        ++tally_.sentences;
        here_.clear();
        for (std::size_t i = 0; i < sentence.mentions.size(); ++i) {
            const auto& phrase = sentence.mentions[i];
            ++tally_.phrases;
            const bool found = std::ranges::find(chunks, std::pair(phrase.start, phrase.end)) != chunks.end();
            tally_.selected += !found;
            tally_.proposed += !found;
            ++tally_.plain;  // the words
            link(phrase, boxes[i].known ? boxes[i].box : base::Box{});
            here_.insert(phrase.chain);
        }
        for (const auto& [start, end] : chunks) {
            const bool names = std::ranges::any_of(sentence.mentions, [start = start, end = end](const auto& phrase) {
                return phrase.start < end && phrase.end > start;
            });
            tally_.rejected += !names;
            tally_.proposed += !names;
        }
    }

 private:
    void link(const store::MentionRecord& phrase, const base::Box& box) {
        const auto entities = known();
        const int named = inference::entityOfPhrase(phrase.text, box, entities);
        const std::string linked = named < 0 ? std::string() : entities[static_cast<std::size_t>(named)].id;
        const bool again = phrase.chain != kNotVisual && seen_.contains(phrase.chain);
        tally_.links += named >= 0;
        tally_.rightLinks += named >= 0 && linked == phrase.chain;
        const auto own = truth_.boxes.find(phrase.chain);
        const std::size_t count = own == truth_.boxes.end() ? 0 : own->second.size();
        seen_[phrase.chain].push_back(phrase.text);
        if (again) {
            ++tally_.plain;
            ++tally_.proposed;
            (linked == phrase.chain ? tally_.accepted : tally_.chosen)++;
            if (count > 0) ++tally_.again.phrases, tally_.again.accepted += linked == phrase.chain;
            return;
        }
        if (count == 0) {
            ++tally_.plain;
            ++tally_.proposed;
            ++tally_.marked;
            return;
        }
        tally_.plain += static_cast<long>(count);
        tally_.proposed += static_cast<long>(count);
        const bool fits = named < 0 && std::ranges::any_of(own->second, [&](const auto& each) {
                              return base::iou(each, box) >= kAcceptedIou;
                          });
        auto& kind = count == 1 ? tally_.oneBox : tally_.boxes;
        ++kind.phrases;
        kind.accepted += fits;
        tally_.accepted += fits;
        const bool drags = !fits && count == 1 && named < 0;
        tally_.corrected += drags;
        tally_.drawn += static_cast<long>(count) - (fits || drags ? 1 : 0);
    }

    std::vector<inference::KnownEntity> known() const {
        std::vector<inference::KnownEntity> entities;
        for (const auto& [chain, texts] : seen_)
            if (const auto boxes = truth_.boxes.find(chain); boxes != truth_.boxes.end() && !here_.contains(chain))
                entities.push_back({chain, texts, boxes->second});
        return entities;
    }

    const project::Entities::OfImage& truth_;
    Tally& tally_;
    std::map<std::string, std::vector<std::string>> seen_;  // annotated chains with their phrases
    std::set<std::string> here_;                            // chains of this sentence
};

void print(const Tally& t) {
    const auto phrases = static_cast<double>(t.phrases);
    fmt::print("{} images, {} sentences, {} phrases\n", t.images, t.sentences, t.phrases);
    fmt::print("acts per phrase without proposals {:.3f}, with {:.3f} ({:.1f} % fewer)\n", t.plain / phrases,
               t.proposed / phrases, percent(t.plain - t.proposed, t.plain));
    fmt::print(
        "  of these: select words {:.3f}, accept {:.3f}, correct {:.3f}, draw {:.3f}, choose an entity {:.3f}, "
        "not visible or whole scene {:.3f}, reject {:.3f}\n",
        t.selected / phrases, t.accepted / phrases, t.corrected / phrases, t.drawn / phrases, t.chosen / phrases,
        t.marked / phrases, t.rejected / phrases);
    const auto row = [](const char* what, const Counted& of) {
        fmt::print("  {:<42} {:>6} of {:>6} ({:.1f} %)\n", what, of.accepted, of.phrases,
                   percent(of.accepted, of.phrases));
    };
    fmt::print("proposals accepted (IoU >= 0.5):\n");
    row("new entities with one box", t.oneBox);
    row("new entities with several (one of them)", t.boxes);
    row("entities with boxes that are named again", t.again);
    row("all of these", {t.oneBox.phrases + t.boxes.phrases + t.again.phrases,
                         t.oneBox.accepted + t.boxes.accepted + t.again.accepted});
    row("proposals to join an entity that are right", {t.links, t.rightLinks});
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) bench::stop("bench_phrases PROJECT [IMAGES] [CHECKPOINT]");
    const std::filesystem::path project = argv[1], source = LEGENDA_SOURCE_DIR;
    const long most = argc > 2 ? std::stol(argv[2]) : 200;
    if (!std::filesystem::exists(project / "project.sqlite"))
        bench::stop(
            fmt::format("Skipped: {} is not a project. Make it of Flickr8k with Flickr30k Entities: legenda-cli "
                        "import PROJECT --format flickr8k --root FOLDER",
                        project.string()));
    const auto store = must(store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    const auto entities = must(project::Entities::read(store, "dev"));
    if (!entities.hasPhrases()) bench::stop("Skipped: the dev images of the project have no Entities phrases.");

    runtime::setComputeThreads(0);
    inference::Predictor::Models models;
    if (argc > 3) models.alignment = argv[3];
    inference::Predictor predictor({source / "resources", source / "datasets/demo"}, project, models);
    Tally tally;
    const auto images = must(store.images("dev"));
    printNounPhrases(entities, images);
    for (const auto& image : images) {
        const auto* truth = entities.find(image.id);
        if (!truth || !truth->hasPhrases() || tally.images >= most) continue;
        ++tally.images;
        ScriptedPhrases annotator(*truth, tally);
        for (const auto& sentence : truth->sentences) {
            Words phrases;
            for (const auto& mention : sentence.mentions) phrases.emplace_back(mention.start, mention.end);
            const auto alignment = must(predictor.align(image.file, image.uuid, sentence.text, 0, {}));
            annotator.annotate(sentence, text::nounPhrases(sentence.text),
                               inference::groundPhrases(alignment, phrases));
        }
    }
    print(tally);
    return 0;
}
