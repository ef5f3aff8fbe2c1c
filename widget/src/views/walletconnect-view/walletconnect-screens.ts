import '../proposal-view/proposal-view.ts';
import './walletconnect-view.ts';
