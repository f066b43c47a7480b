// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/help/figure_help.h"

#include <QCoreApplication>
#include <QStringList>

#include <utility>

namespace legenda::ui {

namespace {

constexpr qsizetype kTipLine = 72;  // characters

struct Explanation {
    const char* name;
    const char* text;
};

#define FIGURE(name, text) \
    { name, QT_TRANSLATE_NOOP("FigureHelp", text) }

// All explanations of figures, by name in lower case. Values that serve as a yardstick stand in
// resources/results/README.md.
constexpr Explanation kExplanations[] = {
    // Browse
    FIGURE("word.score",
           "Score of a word with a region: the product of their two vectors, without unit. The higher, the better they "
           "fit; around 0 or below, no region fits well. Compare scores of one model only."),
    FIGURE("region.score",
           "Score: the sum over the words that the region has won, without unit. Higher is better, and more words make "
           "it larger: compare regions with about as many words."),
    FIGURE("sentence.score",
           "Score of the sentence with the photograph: each word with its best region, summed, without unit. Higher is "
           "better; compare models only by figures of the Evaluate page, since each has a scale of its own."),
    FIGURE("region.norm",
           "Norm: the length of the region's vector, without unit. A large norm says that the model finds something "
           "telling here; regions of a small norm score low with every word."),
    FIGURE("word.norm",
           "Norm: the length of the word's vector, without unit. Words that say what a photograph shows have large "
           "norms, words that fit any photograph small ones."),
    FIGURE("proposal.score",
           "Score of the proposal by the method that proposed the box, without unit. The higher, the earlier it is "
           "shown; compare proposals of one photograph only."),
    FIGURE(
        "proposal.recall",
        "Recall in percent of annotated phrases: the share of which one of the boxes covers the target at an overlap "
        "(IoU) of 0.5. No grounding accuracy can be higher. On Flickr8K dev the shipped 19 proposals reach 86.0 %."),
    FIGURE("beta",
           "β of the Markov random field, in standard deviations of the word-region scores: what two neighbouring "
           "words gain by sharing a region. 0: each word alone; at the right end one region takes the sentence."),
    FIGURE("caption.rank",
           "Rank of a caption: what these are sorted by, higher is better. It is the log-probability, plus half the "
           "score by which the alignment model finds the caption to fit the photograph (in standard deviations)."),
    FIGURE("caption.logprob",
           "log p: the natural logarithm of the probability of the whole caption, 0 at most. Nearer to 0 is more "
           "probable; every further word makes it smaller."),
    FIGURE("caption.perword",
           "Log-probability per word: the mean over the words and the end of the caption, 0 at most. Nearer to 0 is "
           "surer: −0.7 is a word probability of 50 %, −2.3 of 10 % (geometric mean)."),
    FIGURE("word.probability",
           "How probable the word was after those before it, 0 to 100 %. A low one is a guess, or one of many words "
           "that would do."),
    FIGURE("search.score",
           "Score of the photograph, or its region, with what was asked, without unit: the sum over the words. Higher "
           "is better; compare within one search, since more words make it larger."),
    // Retrieval
    FIGURE(
        "r1",
        "R@1 in percent: how often the right item comes first among all. Higher is better; chance is 100 divided by "
        "the number of items. Flickr8K dev, shipped model: 46.5 for sentences (annotation), 33.6 for images (search)."),
    FIGURE("r5",
           "R@5 in percent: how often the right item is among the first 5. Higher is better. Flickr8K dev, shipped "
           "model: 75.6 for sentences (annotation), 63.6 for images (search)."),
    FIGURE("r10",
           "R@10 in percent: how often the right item is among the first 10. Higher is better. Flickr8K dev, shipped "
           "model: 84.5 for sentences (annotation), 75.5 for images (search)."),
    FIGURE("rank",
           "Rank of the first right item for this query, counted from 1. Lower is better: up to K it counts for R@K."),
    FIGURE("rsum", "The sum of R@1, R@5 and R@10 in both directions, 600 at most. Higher is better."),
    FIGURE("median_rank",
           "Median rank: half of the queries find the right item at this place or before it. Lower is better, 1 is "
           "best. Flickr8K dev (1,000 images), shipped model: 2 (annotation) and 3 (search)."),
    // Grounding
    FIGURE("accuracy",
           "Grounding accuracy in percent of phrases: the box found overlaps the annotated one by an IoU of at least "
           "0.5. Higher is better. Flickr8K dev: 60.2 with the shipped model, 30.2 with the best constant box."),
    FIGURE(
        "pointing",
        "Pointing-game accuracy in percent of phrases: the centre of the box found lies in the annotated one. Higher "
        "is better. Flickr8K dev: 82.0 with the shipped model, 58.0 with the centre of the image."),
    FIGURE("iou",
           "IoU, 0 to 1: the area that two boxes share, divided by the area that they cover together. 1: the same box; "
           "0.5 and more counts as a match; 0: apart."),
    // Captions
    FIGURE("bleu1",
           "BLEU-1, 0 to 100: the share of the captions' words that stand in a reference, lowered for short captions. "
           "Higher is better. Flickr8K dev: 69.3 with the shipped model, 64.4 for people against each other (4 "
           "references)."),
    FIGURE("bleu2",
           "BLEU-2, 0 to 100: as BLEU-1, with pairs of words. Higher is better. Flickr8K dev: 51.0 with the shipped "
           "model, 45.6 for people against each other."),
    FIGURE("bleu3",
           "BLEU-3, 0 to 100: as BLEU-1, with up to three words in a row. Higher is better. Flickr8K dev: 36.4 with "
           "the shipped model, 31.6 for people against each other."),
    FIGURE("bleu4",
           "BLEU-4, 0 to 100: as BLEU-1, with up to four words in a row. Higher is better. Flickr8K dev: 25.5 with the "
           "shipped model, 21.8 for people against each other, who vary their words more than a model."),
    FIGURE(
        "meteor",
        "METEOR, 0 to 100: words in common with a reference, stems and synonyms included, in a similar order. Higher "
        "is better. Flickr8K dev: 20.5 with the shipped model, 24.7 for people against each other."),
    FIGURE(
        "rouge_l",
        "ROUGE-L, 0 to 100: the longest sequence of words in common with a reference, in order but not side by side. "
        "Higher is better."),
    FIGURE("cider",
           "CIDEr-D: agreement with the references, where rare words count most; 0 and up, in percent here, as a "
           "fraction while a model is trained. Higher is better. Flickr8K dev: 63.3 with the shipped model, 83.2 for "
           "people against each other (4 references)."),
    FIGURE("length_ratio",
           "Length ratio: the words of the captions divided by those of the closest references. 1 is best; below, the "
           "captions are too short, and BLEU is lowered for it."),
    // Training
    FIGURE("loss",
           "Loss: what the training makes smaller, so lower is better. Nats per word for captions; for alignments the "
           "penalty of pairs that score above the right one. Falling on train and rising on dev is overfitting."),
    FIGURE("perplexity",
           "Perplexity: e to the loss, about how many words the model hesitates between. Lower is better, 1 is best."),
    FIGURE("spread",
           "Score spread: the standard deviation of the word-region scores over the dev split, without unit. It is "
           "neither good nor bad: β is measured in it."),
    FIGURE(
        "step.learningrate",
        "Learning rate: how far the weights move in one step. Too high, the loss jumps or diverges; too low, it hardly "
        "falls."),
    FIGURE("step.gradientnorm",
           "Gradient norm: the length of the gradient of one step, without unit. Peaks go with jumps of the loss; one "
           "that stays at 0 means that nothing is learned any more."),
    FIGURE("step.seconds",
           "Seconds per step of the training: lower is faster, and says nothing of how good the model is."),
    FIGURE("job.rate", "Steps, items or images per second, the mean since this stage began: higher is faster."),
    FIGURE("job.left", "Time left, estimated from the rate: it varies with what else the machine does."),
    // Where two systems differ
    FIGURE("difference.captions",
           "Difference of captions, 0 to 1: 1 − ROUGE-L of the best caption against the other's captions. 0: the same "
           "words in the same order as one of these; 1: no word in common."),
    FIGURE("difference.phrases",
           "Difference of phrases, 0 to 1: 1 − IoU of the two best boxes, the mean over the phrases that both have. "
           "0: the same boxes; 1: none overlap."),
    FIGURE("difference.regions",
           "Difference of regions, 0 to 1: 1 − IoU × F1 of the words with the nearest region of the other, the mean "
           "over the regions of the first. 0: the same boxes with the same words."),
    FIGURE("difference.alignments",
           "Difference of alignments, 0 to 1: 1 − IoU of the two regions of a word, the mean over the words that both "
           "have a sentence for; 1 for a word with a region in one alone. 0: the same regions."),
    // Agreement of annotators
    FIGURE("agreement.f1",
           "F1 of the boxes, 0 to 1: twice the boxes that match one to one at IoU ≥ 0.5, divided by all boxes of both. "
           "1: the same boxes; 0: none in common."),
    FIGURE("agreement.iou",
           "Mean intersection over union of the matched boxes, 0.5 to 1. Higher is better: 1 is the same box to the "
           "pixel."),
    FIGURE("agreement.bleu1",
           "BLEU-1 of the texts of matched boxes, 0 to 1: each annotator's text against the other's. Higher: the same "
           "words."),
    FIGURE("agreement.meteor",
           "METEOR of the texts of matched boxes, 0 to 1. Higher: the same words, stems or synonyms, in a similar "
           "order."),
    FIGURE("agreement.kappa",
           "Cohen's kappa of what the same words are linked to: boxes, not visible, or the whole scene; 1 is full "
           "agreement, 0 that of chance. Overall: the mean over the pairs (Light's kappa)"),
    FIGURE("agreement.severity",
           "Severity, 0 to 1: 1 − IoU of boxes, 1 − METEOR of texts. 1: nothing in common; the worst come first."),
};

#undef FIGURE

// "dev.r1_image_search" -> "r1": what is measured, whichever side or variant of it.
QString explainedKey(const QString& name) {
    QString key = name.toLower();
    if (key.startsWith(QLatin1String("dev."))) key.remove(0, 4);
    if (key.startsWith(QLatin1String("upper_bound"))) return QStringLiteral("proposal.recall");  // with 5, 19, 49 boxes
    for (const char* variant : {"_image_annotation", "_image_search", "_any", "_mrf"})
        if (key.endsWith(QLatin1String(variant))) key.chop(static_cast<qsizetype>(qstrlen(variant)));
    return key;
}

}  // namespace

QString tipLines(const QString& text) {
    QStringList lines;
    for (const auto& paragraph : text.split(QLatin1Char('\n'))) {
        QString line;
        for (const auto& word : paragraph.split(QLatin1Char(' '))) {
            if (!line.isEmpty() && line.size() + 1 + word.size() > kTipLine) lines << std::exchange(line, {});
            if (!line.isEmpty()) line += QLatin1Char(' ');
            line += word;
        }
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

QString figureHelp(const QString& name) {
    const QString key = explainedKey(name);
    for (const auto& each : kExplanations)
        if (key == QLatin1String(each.name)) return tipLines(QCoreApplication::translate("FigureHelp", each.text));
    return {};
}

QString withFigureHelp(const QString& tip, const char* name) {
    return tip + QLatin1Char('\n') + figureHelp(name);
}

}  // namespace legenda::ui
