// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/annotate/review/settle_edits.h"
#include "ui/bridge/bridge.h"

#include <QFrame>
#include <QTimer>

#include <filesystem>
#include <vector>

class QGridLayout;
class QListWidget;
class QPushButton;

namespace legenda::ui {

class AgreementTable;
class ElidedCombo;
class ImageListModel;
class PeopleState;
class ToneLabel;
struct Overlay;

// How far the annotators agree, on all images or on those of a split, and what they disagree on, worst first. A
// disagreement that is chosen is shown on the picture with both annotators' boxes, and is settled to a consensus. GUI
// thread.
class ReviewPanel : public QFrame {
    Q_OBJECT
 public:
    ReviewPanel(Bridge* bridge, PeopleState* people, const ImageListModel* images, QWidget* parent = nullptr);

    void setActive(bool active);  // shown: everybody's work is seen, and compared again after each edit
    bool active() const { return active_; }
    bool settled() const { return !asking_; }
    // While a disagreement is chosen its boxes stand out.
    void emphasise(Overlay& overlay) const;

 Q_SIGNALS:
    void imageWanted(qint64 image);
    void changed();  // which boxes stand out
    void done(qint64 image, const QString& sentence, qint64 action);
    void failed(const legenda::base::Error& error);
    void closed();

 private:
    QLayout* makeHead();
    QLayout* makeSettling();
    void follow(const project::ProjectInfo& project);
    void fillSplits();
    void ask();
    void fill();
    void showChosen();
    void goToChosen();
    void settle(Settling how);
    const evaluation::Disagreement* chosen() const;
    QString lineOf(const evaluation::Disagreement& what) const;
    QString imageName(std::int64_t image) const;

    Bridge* bridge_;
    PeopleState* people_;
    const ImageListModel* images_;
    AgreementTable* table_;
    ToneLabel *none_, *count_, *texts_;
    QListWidget* list_;
    ElidedCombo* splits_;
    std::vector<QPushButton*> settling_;  // by Settling
    QGridLayout* settlingGrid_ = nullptr;
    std::filesystem::path folder_;  // of the project that was compared
    evaluation::AgreementReport report_;
    QTimer again_;
    bool active_ = false, asking_ = false;
    bool goesOn_ = false;  // to the next disagreement, once the settled one has left the list
};

}  // namespace legenda::ui
