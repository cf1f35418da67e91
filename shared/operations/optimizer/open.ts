// How much of what is open an ask and the optimizer look at.

/** The newest open suggestions: older ones are hardly still being evaluated, and each costs time in every ask. */
export const mostOpen = 1000;
