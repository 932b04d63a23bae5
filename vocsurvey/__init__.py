"""vocsurvey phones business customers, hears how they were served, and sees that it is put right."""
