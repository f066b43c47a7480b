// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_synonyms.h"

#include <QCoreApplication>
#include <QLatin1String>

namespace legenda::ui {

namespace {

constexpr auto kSynonymContext = "legenda::ui::CommandPalette";

struct Synonyms {
    const char* id;
    const char* words;
};

#define SAME(id, words) \
    { id, QT_TRANSLATE_NOOP("legenda::ui::CommandPalette", words) }

constexpr Synonyms kSynonyms[] = {
    SAME("file.open", "load project directory database"),
    SAME("file.folder", "load add photos pictures images directory"),
    SAME("file.import", "load dataset flickr coco visual genome karpathy json read captions"),
    SAME("file.importPredictions", "system output results model output load read captions boxes scores coco json npy"),
    SAME("file.predictions", "system output results model output list export save remove delete imported"),
    SAME("file.demo", "example sample tutorial try start"),
    SAME("file.relink", "missing lost moved photos pictures images relocate path"),
    SAME("file.backups", "backup restore recover history copy undo import safety"),
    SAME("file.quit", "exit close leave end program"),
    SAME("edit.find", "find look up text filter captions sentences words"),
    SAME("edit.ask", "search retrieval query describe image photo similarity"),
    SAME("edit.palette", "command search menu"),
    SAME("edit.settings", "preferences options configure theme colour color dark light device gpu cuda threads keys"),
    SAME("view.browse", "page look explore view align alignment"),
    SAME("view.annotate", "page label draw boxes regions work"),
    SAME("view.train", "page runs learn fit models loss curves"),
    SAME("view.evaluate", "page figures metrics scores results test measure benchmark"),
    SAME("view.light", "theme colour color bright white day mode"),
    SAME("view.dark", "theme colour color black night mode"),
    SAME("view.system", "theme colour color automatic dark light mode"),
    SAME("help.page", "help explain what mean meaning legend guide tour this page colours colors numbers figures"),
    SAME("help.keys", "shortcut shortcuts keyboard hotkeys bindings key help cvat"),
    SAME("help.about", "version licence license credits program"),

    SAME("browse.next", "forward right photo picture"),
    SAME("browse.previous", "back left photo picture"),
    SAME("browse.nextItem", "evaluation evidence forward worst errors walk"),
    SAME("browse.previousItem", "evaluation evidence back worst errors walk"),
    SAME("browse.list", "sidebar left panel thumbnails hide show"),
    SAME("browse.panel", "sidebar right panel sentences captions regions models hide show"),
    SAME("browse.strip", "thumbnails filmstrip layout"),
    SAME("browse.matrix", "heat map heatmap similarity table drawer"),
    SAME("browse.norms", "magnitude length vectors embedding largest smallest drawer"),
    SAME("browse.compare", "second model beside side difference proposals predictions ground truth"),
    SAME("browse.differences", "list worst disagreement compare predictions ground truth errors drawer"),
    SAME("browse.nextDifference", "forward worst disagreement photo"),
    SAME("browse.previousDifference", "back worst disagreement photo"),
    SAME("browse.own", "type write text query sentence align"),
    SAME("browse.content", "function words stop words articles prepositions nouns grey gray hide colour color"),
    SAME("browse.annotate", "label edit boxes"),
    SAME("browse.draw", "rectangle region caption box describe"),
    SAME("browse.cover", "occlude occlusion mask hide why reason explain erase saliency region"),
    SAME("browse.phrase", "probability score perplexity log-probability runners-up words why reason caption"),
    SAME("browse.keep", "save accept annotation box"),
    SAME("browse.describe", "dense captions all regions caption everything overlay"),
    SAME("browse.removeDrawn", "delete clear boxes"),
    SAME("browse.undo", "back revert mistake"),
    SAME("browse.zoomIn", "larger bigger magnify enlarge"),
    SAME("browse.zoomOut", "smaller shrink reduce"),
    SAME("browse.fit", "zoom whole image reset window"),
    SAME("browse.actual", "actual size pixels original 1:1"),
    SAME("browse.copy", "clipboard screenshot figure image"),
    SAME("browse.save", "export png svg screenshot figure image"),
    SAME("browse.exportDescribed", "save json densecap dense captions"),
    SAME("browse.remove", "delete hide image photo"),
    SAME("browse.look", "compute features vectors regions extract prepare repair"),
    SAME("browse.divide", "train dev test share random partition"),
    SAME("browse.restore", "undelete recover removed photos"),

    SAME("annotate.draw", "rectangle new add region label"),
    SAME("annotate.edit", "move resize change pointer mouse"),
    SAME("annotate.previous", "back left photo picture"),
    SAME("annotate.next", "forward right photo picture"),
    SAME("annotate.undo", "back revert mistake"),
    SAME("train.undo", "back revert mistake"),
    SAME("evaluate.undo", "back revert mistake"),
    SAME("annotate.redo", "again repeat forward"),
    SAME("annotate.delete", "remove erase"),
    SAME("annotate.duplicate", "copy clone"),
    SAME("annotate.text", "caption label write rename"),
    SAME("annotate.addText", "caption label second write"),
    SAME("annotate.suggest", "model propose caption automatic predict"),
    SAME("annotate.suggestRegions", "model propose boxes captions automatic predict"),
    SAME("annotate.phrases", "entities noun phrases link grounding words"),
    SAME("annotate.review", "agreement kappa compare people disagreement consensus"),
    SAME("annotate.tasks", "quota queue work list progress"),
    SAME("annotate.done", "finish complete ready"),
    SAME("annotate.zoomIn", "larger bigger magnify enlarge"),
    SAME("annotate.zoomOut", "smaller shrink reduce"),
    SAME("annotate.fit", "zoom whole window reset"),
    SAME("annotate.actual", "zoom original size 1:1"),
    SAME("annotate.overlays", "hide boxes visible overlay"),
    SAME("annotate.import", "load read csv coco labelme label studio entities"),
    SAME("annotate.importFolder", "load read labelme entities directory"),
    SAME("annotate.export", "save write csv coco labelme label studio entities"),
    SAME("annotate.saveElsewhere", "backup rescue copy unsaved"),

    SAME("train.new", "start training learn fit model experiment"),
    SAME("train.cancel", "stop abort end"),
    SAME("train.log", "output messages console text"),
    SAME("train.savePicture", "export png chart curve loss plot"),
    SAME("train.saveTable", "export csv chart curve loss figures"),

    SAME("evaluate.run", "start test measure score metrics figures"),
    SAME("evaluate.save", "export csv json latex markdown table results"),
    SAME("evaluate.copy", "clipboard latex results"),
};

#undef SAME

}  // namespace

QString synonymsOf(const QString& id) {
    for (const auto& each : kSynonyms)
        if (id == QLatin1String(each.id)) return QCoreApplication::translate(kSynonymContext, each.words);
    return {};
}

}  // namespace legenda::ui
