// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/help/page_help_text.h"

#include "ui/controls/shortcuts/shortcuts.h"

#include <QCoreApplication>

namespace legenda::ui {

namespace {

QString helpSay(const char* text) {
    return QCoreApplication::translate("PageHelp", text);
}

// The explanation of an action, beside its key.
HelpLine helpAct(const char* id, const char* text) {
    const auto keys = Shortcuts::ofApplication().keys(QLatin1String(id));
    const bool any = !keys.isEmpty() && !keys.front().isEmpty();
    return {HelpSample::None, any ? keys.front().toString(QKeySequence::NativeText) : helpSay("button"), helpSay(text)};
}

HelpLine helpLook(HelpSample sample, const char* text) {
    return {sample, {}, helpSay(text)};
}

HelpLine helpFigure(const char* name, const char* text) {
    return {HelpSample::None, helpSay(name), helpSay(text)};
}

HelpText browseHelp() {
    return {
        helpSay(
            "A model has read the photograph and the sentence below it. It shows which region it means by each word."),
        {{helpSay("Colours and boxes"),
          {helpLook(
               HelpSample::Word,
               "Words and box of one colour and number belong together: of all regions, this one fits the words best."),
           helpLook(HelpSample::PaleWord, "A pale word fits its region less than the other words fit theirs."),
           helpLook(
               HelpSample::DottedWord,
               "A dotted word is not among those that the model knows. “Read as” names the known word that stands in "
               "for it."),
           helpLook(HelpSample::GreyBox, "A grey box is one that the model describes in its own words."),
           helpLook(HelpSample::DashedBox,
                    "A dashed grey box is a proposal: a place that is worth a look, by the "
                    "proposals' slider.")}},
         {helpSay("Figures"),
          {helpFigure("score", "How well words and region fit. Higher is better; around 0 or below, nothing fits."),
           helpFigure("norm", "The length of a region's vector: large where the model finds something telling."),
           helpFigure("β",
                      "Couples neighbouring words: at 0 each chooses alone, at the right end one region takes all."),
           helpFigure("rank",
                      "Beside a generated caption: its log-probability and how well the alignment model finds it to "
                      "fit. Higher is better.")}},
         {helpSay("Good or bad"),
          {helpFigure("good", "Nouns lie on the things they name, and different things have different boxes."),
           helpFigure("bad",
                      "Many words share one wrong box, or the whole image. “A”, “in” and “the” win regions too, "
                      "which means nothing: “Content words only” leaves them grey.")}},
         {helpSay("Try"),
          {helpAct("browse.draw", "Drag a box over the photograph: the model says what is in it."),
           helpAct("browse.own", "Type a sentence of your own: its words find their boxes while you type."),
           helpAct("browse.describe", "Let the model describe the regions of the photograph."),
           helpAct("browse.cover", "Cover a region: the words that hang on it go.")}},
         {helpSay("Other views"),
          {helpFigure("Shown", "Puts a prediction set of the project in the place of our models."),
           helpFigure("Beside ours", "Has a program of your own answer about the same photograph, beside our model."),
           helpFigure("How likely is …", "Says how probable the caption model finds a phrase, word by word."),
           helpAct("browse.differences",
                   "Lists the photographs on which a set differs most from another one or from ground truth.")}}}};
}

HelpText annotateHelp() {
    return {
        helpSay("Here people say what they see: boxes on the photograph, and a text or more for each. Every change is "
                "stored "
                "at once."),
        {{helpSay("Colours and boxes"),
          {helpLook(HelpSample::Box,
                    "A box that somebody has drawn. Its card at the right has the same number and colour."),
           helpLook(HelpSample::DashedBox,
                    "A dashed box is a suggestion of a model. It counts for nothing until you accept it."),
           helpLook(HelpSample::Word,
                    "With the phrases shown, the words of a sentence have the colour of what they name.")}},
         {helpSay("Figures"),
          {helpFigure("foot",
                      "The boxes of this photograph, how many photographs have boxes, and whether all is stored."),
           helpFigure("F1, IoU", "In the review: how far two annotators drew the same boxes. 1 is full agreement."),
           helpFigure("κ",
                      "In the review: agreement on what phrases name, beyond chance. 1 is full, 0 that of chance.")}},
         {helpSay("Good or bad"),
          {helpFigure("good", "A box touches its thing on all sides, and its text names what is in it."),
           helpFigure("bad", "A box with much ground around the thing, or a text about what lies outside of it.")}},
         {helpSay("Try"),
          {helpAct("annotate.draw", "Draw a box, and write what is in it."),
           helpAct("annotate.suggest", "Ask the model for a text of the box."),
           helpAct("annotate.phrases", "Link the phrases of the sentences with what they name.")}}}};
}

HelpText trainHelp() {
    return {
        helpSay("A run trains a model on the photographs, sentences and boxes of the project. Its curves grow while it "
                "learns."),
        {{helpSay("Colours and curves"),
          {helpLook(HelpSample::Mark, "Each run has a colour of its own, in the list and in the charts."),
           helpLook(HelpSample::Curve,
                    "The upper chart has the loss: each step in a faint line, their moving average in a strong one. "
                    "The lower "
                    "one has a figure of the dev split, or what else was measured.")}},
         {helpSay("Figures"),
          {helpFigure("loss", "What the training makes smaller. Lower is better."),
           helpFigure("dev …",
                      "Measured on photographs that the model does not learn from. R@K and CIDEr: higher is better; "
                      "median rank and perplexity: lower."),
           helpFigure("others",
                      "Learning rate, gradient norm and seconds per step tell how it goes, not how good it is.")}},
         {helpSay("Good or bad"),
          {helpFigure("good", "The loss falls and flattens out, and the dev figure rises with it."),
           helpFigure("bad",
                      "The loss jumps or rises: a smaller learning rate helps. The dev figure gets worse while the "
                      "loss still falls: the model learns its photographs by heart (overfitting). The best "
                      "checkpoint is kept.")}},
         {helpSay("Try"),
          {helpAct("train.new", "Start a run: a preset says what it takes and gives."),
           helpFigure("button", "“Use in Browse” lets the run's model answer from now on.")}}}};
}

HelpText evaluateHelp() {
    return {
        helpSay(
            "A model is measured on photographs that it has not learned from, beside published figures, baselines and "
            "people."),
        {{helpSay("The table"),
          {helpLook(HelpSample::Mark,
                    "The marked row is the model. The others are its yardsticks: simple baselines, human "
                    "captions, and what was published."),
           helpFigure("published",
                      "On the test split, with other regions and networks: a yardstick, not a comparison on the "
                      "same photographs."),
           helpFigure("20.0",
                      "Click a figure of the model: what lies behind it is listed, the worst first. A click on one "
                      "shows it in Browse.")}},
         {helpSay("Figures"),
          {helpFigure("R@K", "Percent of queries with the right item among the first K; Med r is its median place."),
           helpFigure("accuracy",
                      "Percent of phrases whose box overlaps the annotated one by half (IoU 0.5) or more; pointing: "
                      "its centre lies inside."),
           helpFigure("BLEU …",
                      "How far captions agree with those that people wrote; CIDEr counts telling words most.")}},
         {helpSay("Good or bad"),
          {helpFigure("good",
                      "Higher is better, but for the median rank (lower) and the length ratio (near 1). The mouse on a "
                      "figure says more."),
           helpFigure("bad",
                      "Figures of few photographs vary much. Differences of one or two points are within the noise of "
                      "seeds.")}},
         {helpSay("Try"),
          {helpAct("evaluate.run",
                   "Choose what to measure, a split and a model or predictions, and run it. Two results that are "
                   "chosen in the list stand beside each other."),
           helpAct("evaluate.copy", "Copy the table as text.")}}}};
}

}  // namespace

HelpText helpTextOf(const QString& page) {
    if (page == QLatin1String("annotate")) return annotateHelp();
    if (page == QLatin1String("train")) return trainHelp();
    if (page == QLatin1String("evaluate")) return evaluateHelp();
    return browseHelp();
}

}  // namespace legenda::ui
