// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/reasons/reasons.h"
#include "ui/bridge/delivery.h"
#include "ui/browse/panel/panel_section.h"

#include <QRectF>
#include <QTimer>

#include <optional>

class QLineEdit;

namespace legenda::ui {

class BrowseDescribed;
class BrowseState;
class Page;
class TextRows;

// How probable a typed phrase is to the models: as a caption of the chosen box, or else of the photograph. The
// log-probability in all and of each word, beside the words that would have been more or nearly as probable at its
// place. GUI thread.
class PhraseSection : public PanelSection {
    Q_OBJECT
 public:
    // Adds the action that leads to the field.
    PhraseSection(Page* page, BrowseState* state, BrowseDescribed* described);

 Q_SIGNALS:
    void answered(const legenda::inference::ReasonedText& text);

 protected:
    void showEvent(QShowEvent* event) override;

 private:
    struct Subject {
        qint64 image = 0;
        int models = 0;  // changes with the models in use
        std::optional<QRectF> box;
        QString phrase;
        bool operator==(const Subject&) const = default;
    };
    Subject subject() const;
    void ask();
    void take(base::Result<inference::ReasonedText> result);

    Page* page_;
    BrowseState* state_;
    BrowseDescribed* described_;
    QLineEdit* phrase_;
    TextRows* rows_;
    QTimer settled_;  // fires once what is typed or chosen stays
    Subject asked_;
    int models_ = 0;
    bool waits_ = false;  // to be shown, with something to ask
};

}  // namespace legenda::ui
