// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/run_samples.h"

#include <QPixmap>
#include <QWidget>

#include <vector>

class QLabel;

namespace legenda::ui {

class SamplePicture;

// One dev image with what the model says about it at one evaluation. Words that are other ones than at the evaluation
// before are bold and underlined, and named to screen readers. The regions of an alignment are drawn on the picture;
// words carry their number. GUI thread.
class SampleCard : public QWidget {
    Q_OBJECT
 public:
    explicit SampleCard(QWidget* parent = nullptr);

    void setPicture(const QPixmap& picture);
    // before: nullptr at the first evaluation, where no word is marked.
    void setSample(const runs::RunSample& now, const runs::RunSample* before);
    QString words() const;  // as rich text

 protected:
    void changeEvent(QEvent* event) override;

 private:
    void write();

    SamplePicture* picture_;
    QLabel* text_;
    runs::RunSample now_;
    std::vector<bool> changed_;  // of each word
    QString before_;
};

}  // namespace legenda::ui
