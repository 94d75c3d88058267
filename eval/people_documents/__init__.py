"""Documents as people have them at work and at home, with questions, to train reader and support model on."""
