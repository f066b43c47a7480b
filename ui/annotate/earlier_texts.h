// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/annotate/region_card_field.h"
#include "ui/bridge/bridge.h"

#include <QObject>
#include <QStringList>

namespace legenda::ui {

// Offers a field the project's texts that hold the words that are being typed. GUI thread.
class EarlierTexts : public QObject {
    Q_OBJECT
 public:
    EarlierTexts(Bridge* bridge, QObject* parent) : QObject(parent), bridge_(bridge) {}

    void offer(SnippetField* field, const QString& text);
    // At most six others than `text`; those that begin with it come first, and each comes once.
    static QStringList chosen(const std::vector<store::SnippetHit>& hits, const QString& text);

 private:
    Bridge* bridge_;
};

}  // namespace legenda::ui
